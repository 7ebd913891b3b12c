"""The rules by which events are traced: channels and stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from percorso.core.settings import Settings
from percorso.trace.channels import ChannelRules
from percorso.trace.stages import StageRules


@dataclass(frozen=True)
class Rules:
    """Both rule sets, and the key of the digests by which the shop's own addresses are known."""

    channels: ChannelRules
    stages: StageRules
    secret: bytes = field(default=b"", repr=False)

    @classmethod
    def of(
        cls, settings: Settings, channels: str | None = None, stages: str | None = None, secret: bytes = b""
    ) -> Rules:
        """Read a workspace's own rules, or take the built-in ones.

        Args:
            settings: name the shop's domains, further payment hosts and the stage model.
            channels: the text of the workspace's channel rules; None for the built-in ones.
            stages: the text of its stage rules; None for those of the model.
            secret: the workspace's own key.

        Raises:
            PercorsoError: what is wrong with a rule file.
        """
        own, payment = settings.shop.domains, settings.trace.payment_hosts
        return cls(
            ChannelRules.built_in(own, payment) if channels is None else ChannelRules.read(channels, own, payment),
            StageRules.built_in(settings.trace.stage_model) if stages is None else StageRules.read(stages),
            secret,
        )
