"""A stand-in for Slack: Web API, Socket Mode and signed HTTP events in one process, on 127.0.0.1 alone."""

from .faults import Fault, Kind
from .model import Ack, Call, Interaction, Json, Said
from .stand_in import StandIn

__all__ = ["Ack", "Call", "Fault", "Interaction", "Json", "Kind", "Said", "StandIn"]
