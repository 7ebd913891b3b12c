"""Events to touchpoints, stages and journeys in cycles."""
