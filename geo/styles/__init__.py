"""How the city is drawn: MapLibre style documents, legends, and the registry as clients read it."""

from geo.styles.document import STYLE_NAMES, style
from geo.styles.legends import legend, theme_named
from geo.styles.registry import registry_document

__all__ = ["STYLE_NAMES", "legend", "registry_document", "style", "theme_named"]
