"""Files with the presets that a deployment may replace by its own."""
