"""What may be told about people to those who do not serve them: small counts are hidden so that nobody works them out."""

from geo.privacy.relations import Relation, cross, tree
from geo.privacy.steps import in_steps, told, told_share
from geo.privacy.suppression import Hidden, suppress, worked_out

__all__ = ["Hidden", "Relation", "cross", "in_steps", "suppress", "told", "told_share", "tree", "worked_out"]
