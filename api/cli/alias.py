"""``jingwei alias``: names that people use for estates and buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.session import Session, command

if TYPE_CHECKING:
    from geo.address.book import Alias
    from geo.store import Store

Text = Annotated[str, typer.Argument(help="别名 The name that people use", show_default=False)]
Lesson = Annotated[str, typer.Argument(help="已确认的地址 An address that was confirmed", show_default=False)]
Number = Annotated[int, typer.Argument(help="别名编号 The number of an alias", show_default=False)]
Layer = Annotated[str, typer.Option("--layer", help="所指图层 What it names: estate, building")]
Target = Annotated[int, typer.Option("--id", help="所指要素的标识 The id of what it names", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="别名：查看、登记、学习、删除。 Aliases: list, add, learn, remove.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(group, "list")(alias_list)
    command(group, "add")(alias_add)
    command(group, "learn")(alias_learn)
    command(group, "remove")(alias_remove)
    app.add_typer(group, name="alias")


def alias_list(session: Session) -> None:
    """列出别名及其冲突。 List the aliases, each with what else it means."""
    from geo.address.book import Alias
    from geo.address.learning import conflicts_of
    from geo.flows.find_address import current_book

    with session.store() as store:
        kept, book = store.aliases(), current_book(store)
    conflicts = {
        one.id: [
            place.name
            for place in conflicts_of(book, Alias(one.community_id, one.text, one.layer, one.target_id), book.aliases)
        ]
        for one in kept
    }
    session.emit([
        {"id": one.id, "text": one.text, "layer": one.layer, "target_id": one.target_id, "community_id": one.community_id,
         "learned": one.is_learned, "conflicts": conflicts[one.id]}
        for one in kept
    ])  # fmt: skip
    zh = session.language == "zh"
    table = Table(
        *(("编号", "别名", "所指", "来源", "冲突") if zh else ("id", "alias", "names", "source", "conflicts"))
    )
    for one in kept:
        source = ("学习" if one.is_learned else "登记") if zh else ("learned" if one.is_learned else "entered")
        table.add_row(str(one.id), one.text, f"{one.layer} {one.target_id}", source, "；".join(conflicts[one.id]))
    session.show(table)


def alias_add(session: Session, text: Text, id: Target, layer: Layer = "estate") -> None:  # noqa: A002 -- the option is --id
    """登记一个别名。 Keep a name for an estate or a building."""
    from geo.address.learning import alias_for
    from geo.flows.find_address import current_book

    with session.store() as store:
        _keep(session, store, alias_for(current_book(store), text, layer, id), is_learned=False)


def alias_learn(session: Session, address: Lesson, id: Target, layer: Layer = "building") -> None:  # noqa: A002 -- the option is --id
    """从已确认的地址学习别名。 Learn a name from an address that was confirmed to mean this."""
    from geo.address.learning import learned
    from geo.flows.find_address import current_book

    with session.store() as store:
        _keep(session, store, learned(current_book(store), address, layer, id), is_learned=True)


def alias_remove(session: Session, number: Number) -> None:
    """删除一个别名。 Forget an alias."""
    with session.store() as store:
        store.delete_alias(number)
    session.emit({"removed": number})
    session.say(f"已删除别名 {number}", f"alias {number} is forgotten")


def _keep(session: Session, store: Store, alias: Alias, *, is_learned: bool) -> None:
    from geo.flows.find_address import keep_alias

    kept = keep_alias(store, alias, is_learned=is_learned)
    session.emit(
        {"id": kept.id, "text": kept.text, "layer": kept.layer, "target_id": kept.target_id, "learned": kept.is_learned}
    )
    session.say(
        f"别名 {kept.id}：“{kept.text}”指 {kept.layer} {kept.target_id}",
        f"alias {kept.id}: {kept.text!r} names {kept.layer} {kept.target_id}",
    )
