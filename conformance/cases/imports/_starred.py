# Imported with a star.
__all__ = ["visible"]
visible = "visible"
listed = "listed"
_hidden = "hidden"
