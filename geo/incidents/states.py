"""From which state may an incident go where, and who takes it there? The life cycle of an incident.

collected → registered → dispatched → in_progress → verified → closed; a public report is verified before it is
registered. Side moves: sent_back, extended, suspended, void. Closed and void are the ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from geo.errors import Conflict, Message
from geo.layers import Label
from geo.layers.vocabulary import INCIDENT_STATES, ROLES

FIRST: Final = "collected"
ENDS: Final = frozenset({"closed", "void"})
OPEN: Final = tuple(choice.value for choice in INCIDENT_STATES if choice.value not in ENDS)
VERIFIED_FIRST: Final = frozenset({"public"})
"""Channels whose reports somebody looks at before they are registered."""

STATE_LABELS: Final = {choice.value: choice.label for choice in INCIDENT_STATES}
ROLE_LABELS: Final = {choice.value: choice.label for choice in ROLES}

WORKER, DISPATCHER = "worker", "dispatcher"
BOTH = (WORKER, DISPATCHER)

STEP_NOT_ALLOWED = Message(
    "incident-step-not-allowed",
    zh="事件 {incident} 处于“{state}”，{role}不能把它转为“{got}”",
    en="incident {incident} is {state!r}: as {role!r} it cannot become {got!r}",
    remedy_zh="现在可以：{expected}",
    remedy_en="possible now: {expected}",
)
REASON_MISSING = Message(
    "incident-reason-missing",
    zh="把事件 {incident} 转为“{got}”需要说明理由",
    en="incident {incident} becomes {got!r} only with a reason",
    remedy_zh="请填写 reason",
    remedy_en="give a reason",
)
STATE_MOVED = Message(
    "incident-state-moved",
    zh="事件 {incident} 已不是“{expected}”，现在是“{state}”",
    en="incident {incident} is no longer {expected!r}, it is {state!r}",
    remedy_zh="请刷新后再操作",
    remedy_en="look at it again, then decide",
)


@dataclass(frozen=True, slots=True)
class Move:
    """One step that may be taken: the state that it leads to, who may take it, and what a button says."""

    to: str
    roles: tuple[str, ...]
    label: Label
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an incident stands: its state, the channel it came by, and whether it has been registered."""

    state: str
    channel: str | None
    registered: bool


class StepRefused(Conflict):
    """A step that may not be taken, with those that may."""

    def __init__(self, message: Message, allowed: tuple[Move, ...], **params: Any) -> None:
        super().__init__(message, **params)
        self.allowed = allowed


VERIFY = Move("verified", BOTH, Label("核实", "Verify"))
REGISTER = Move("registered", (DISPATCHER,), Label("立案", "Register"))
DISPATCH = Move("dispatched", (DISPATCHER,), Label("派遣", "Dispatch"))
START = Move("in_progress", BOTH, Label("开始处置", "Start work"))
CHECK = Move("verified", BOTH, Label("核查", "Check the result"))
CLOSE = Move("closed", (DISPATCHER,), Label("结案", "Close"))
SEND_BACK = Move("sent_back", (DISPATCHER,), Label("返工", "Send back"), needs_reason=True)
HAND_BACK = Move("sent_back", BOTH, Label("退回", "Hand back"), needs_reason=True)
EXTEND = Move("extended", (DISPATCHER,), Label("延期", "Extend"), needs_reason=True)
SUSPEND = Move("suspended", (DISPATCHER,), Label("挂账", "Suspend"), needs_reason=True)
VOID = Move("void", (DISPATCHER,), Label("作废", "Void"), needs_reason=True)

AFTER: Final = {
    "registered": (DISPATCH, SUSPEND, VOID),
    "dispatched": (START, HAND_BACK, EXTEND, SUSPEND, VOID),
    "in_progress": (CHECK, SEND_BACK, EXTEND, SUSPEND, VOID),
    "sent_back": (START, DISPATCH, EXTEND, SUSPEND, VOID),
    "extended": (START, SUSPEND, VOID),
    "suspended": (START, DISPATCH, VOID),
}
"""What may follow a state that only a registered incident has."""


def allowed_moves(standing: Standing) -> tuple[Move, ...]:
    """The steps that may be taken now, the usual one first; none from an end."""
    if standing.state == FIRST:
        return (VERIFY if standing.channel in VERIFIED_FIRST else REGISTER, VOID)
    if standing.state == "verified":
        return (CLOSE, SEND_BACK) if standing.registered else (REGISTER, VOID)
    return AFTER.get(standing.state, ())


def standing_of(state: str, channel: str | None, registered_at: object) -> Standing:
    """Where an incident stands by its row. Incidents that came by an import may not say when they were registered: one
    in a state that follows registration was, and one that is verified was unless its channel is verified first.
    """
    implied = state in AFTER or state == "closed" or (state == "verified" and channel not in VERIFIED_FIRST)
    return Standing(state, channel, registered_at is not None or implied)


def check_step(
    standing: Standing, to: str, role: str, *, reason: str = "", expect: str | None = None, incident: str = ""
) -> Move:
    """The step from here to a state in a role; raises ``StepRefused`` with what is allowed instead.

    ``expect`` is the state that the person saw: what has moved on meanwhile is refused. ``incident`` is what it is
    called in the refusal.
    """
    moves = allowed_moves(standing)
    state = STATE_LABELS[standing.state]
    if expect is not None and expect != standing.state:
        raise StepRefused(STATE_MOVED, moves, incident=incident, expected=_state(expect), state=state)
    found = next((move for move in moves if move.to == to and role in move.roles), None)
    if found is None:
        raise StepRefused(
            STEP_NOT_ALLOWED, moves, incident=incident, state=state, got=_state(to),
            role=ROLE_LABELS.get(role, role), expected=_told(moves),
        )  # fmt: skip
    if found.needs_reason and not reason.strip():
        raise StepRefused(REASON_MISSING, moves, incident=incident, got=_state(to))
    return found


def _state(state: str) -> Label | str:
    return STATE_LABELS.get(state, state)


def _told(moves: tuple[Move, ...]) -> Label:
    """The allowed steps in words, with who may take them."""
    if not moves:
        return Label("没有（已结束）", "nothing, it has ended")
    zh = "；".join(f"{move.label.zh}（{'、'.join(ROLE_LABELS[role].zh for role in move.roles)}）" for move in moves)
    en = "; ".join(f"{move.to} ({' or '.join(move.roles)})" for move in moves)
    return Label(zh, en)
