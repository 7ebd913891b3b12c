"""The engine's ground floor: sorted columns, compiled primitives, rules, the map/combine/finish protocol."""
