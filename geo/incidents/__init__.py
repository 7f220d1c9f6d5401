"""Incidents: their life cycle, categories, deadlines on a work calendar, places, near duplicates, and load."""

from geo.incidents.categories import Category, IncidentRules
from geo.incidents.deadlines import Deadline, Unit, due_after, due_after_pause, due_extended, is_overdue
from geo.incidents.known import SHOWN_CHANNELS, Spot, known_to_all, middle_of, registered, spot_at, spots_of
from geo.incidents.nearby import Near, near_duplicates
from geo.incidents.placing import (
    Placement,
    boundary_set_of,
    candidates_of,
    candidates_text,
    placed_at,
    placed_in_building,
)
from geo.incidents.states import ENDS, FIRST, OPEN, Move, Standing, StepRefused, allowed_moves, check_step, standing_of
from geo.incidents.steps import after_step
from geo.incidents.work_calendar import WorkCalendar

__all__ = [
    "ENDS", "FIRST", "OPEN", "SHOWN_CHANNELS", "Category", "Deadline", "IncidentRules", "Move", "Near", "Placement", "Spot",
    "Standing", "StepRefused", "Unit", "WorkCalendar", "after_step", "allowed_moves", "boundary_set_of", "candidates_of",
    "candidates_text", "check_step", "due_after", "due_after_pause", "due_extended", "is_overdue",
    "known_to_all", "middle_of", "near_duplicates", "placed_at", "placed_in_building", "registered", "spot_at", "spots_of", "standing_of",
]  # fmt: skip
