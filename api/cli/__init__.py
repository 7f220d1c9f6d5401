"""The command line: one module per command, each of which registers itself here."""

from __future__ import annotations

import typer

from api.cli import (
    admin,
    alias,
    audit,
    boundaries,
    copy,
    coverage,
    demo,
    doctor,
    gaps,
    geocode,
    housing,
    import_files,
    incidents,
    layers,
    locate,
    migrate,
    report,
    retention,
    serve,
    settings,
    site,
    what_if,
)


def create_cli() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="jingwei",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_jingwei)
    for part in (
        demo,
        import_files,
        boundaries,
        locate,
        geocode,
        alias,
        audit,
        incidents,
        coverage,
        gaps,
        housing,
        site,
        what_if,
        report,
        retention,
        serve,
        layers,
        migrate,
        copy,
        doctor,
        settings,
        admin,
    ):
        part.register(app)
    return app


def _jingwei() -> None:
    """经纬：城市社区网格化地理信息服务。 A geospatial grid-mapping service for urban communities.

    Exit codes: 0 done; 1 problems in the data, nothing written; 2 wrong command, option or setting; 3 something needed
    is not available; 70 internal error; 130 interrupted.
    """
