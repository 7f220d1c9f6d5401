"""What may be told about people to those who do not serve them: small counts are hidden so that nobody works them out."""

from geo.privacy.relations import Relation, cross, tree
from geo.privacy.suppression import Hidden, suppress, worked_out

__all__ = ["Hidden", "Relation", "cross", "suppress", "tree", "worked_out"]
