"""Which buildings lie in exactly one grid, on the town of tests/coverage_world.py: building n stands in grid n."""

from __future__ import annotations

from geo.coverage import Answer, find_seams, in_one_grid
from geo.ground import Ground
from tests.coverage_world import DAY, Town, box, spot


def answers(town: Town) -> list[str]:
    frames = town.frames()
    ground = Ground.of(frames, DAY)
    return [str(each) for each in in_one_grid(ground, find_seams(frames, ground, DAY))]


def moved(number: int, *bounds: float) -> Town:
    """The town with that building on other ground."""
    town = Town()
    town.rows["building"][number - 1]["geometry"] = box(*bounds)
    return town


def test_every_building_of_a_sound_partition_lies_in_one_grid() -> None:
    assert answers(Town()) == [Answer.COVERED] * 9


def test_a_building_beside_the_grids_lies_in_none() -> None:
    assert answers(moved(1, -0.5, 0.4, -0.3, 0.6))[0] == Answer.NOT_COVERED


def test_a_building_that_a_grid_line_cuts_lies_in_several_though_its_entrance_decides() -> None:
    town = moved(1, 0.9, 0.4, 1.2, 0.6)
    assert answers(town)[0] == Answer.NOT_COVERED
    town.add("entrance", id=1, building_id=1, geometry=spot(0.95, 0.5))
    assert answers(town)[0] == Answer.NOT_COVERED


def test_a_building_of_halves_without_an_entrance_waits_for_a_person() -> None:
    assert answers(moved(1, 0.9, 0.4, 1.1, 0.6))[0] == Answer.UNKNOWN


def test_a_building_on_ground_that_two_grids_hold_lies_in_several() -> None:
    town = Town()
    town.rows["grid"][3]["geometry"] = box(0, 0, 2, 1)
    found = answers(town)
    assert found[0] == found[3 - 3] == Answer.NOT_COVERED
    assert found[1:3] == [Answer.COVERED] * 2


def test_a_building_without_a_place_is_unknown() -> None:
    town = Town()
    town.rows["building"][4]["geometry"] = None
    assert answers(town)[4] == Answer.UNKNOWN


def test_a_building_without_a_code_is_not_taken_for_the_one_whose_code_is_its_id() -> None:
    town = moved(1, -0.5, 0.4, -0.3, 0.6)
    town.rows["building"][0]["code"] = "7"
    town.rows["building"][6]["code"] = None
    assert answers(town) == [Answer.NOT_COVERED, *[Answer.COVERED] * 8]
