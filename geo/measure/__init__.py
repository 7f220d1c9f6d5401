"""Everything that the rules say of a city on a day, put together: coverage, service circle, housing, seams and gaps."""

from geo.measure.areas import area_documents
from geo.measure.city import CityMeasure, Memo, compute_measure
from geo.measure.layers import derived_frame, derived_frames
from geo.measure.parameters import CIRCLE_LEVELS, MeasureParameters
from geo.measure.result import result_of

__all__ = [
    "CIRCLE_LEVELS",
    "CityMeasure",
    "MeasureParameters",
    "Memo",
    "area_documents",
    "compute_measure",
    "derived_frame",
    "derived_frames",
    "result_of",
]  # fmt: skip
