"""Stories of the planner's map, told by a real browser against a real service."""
