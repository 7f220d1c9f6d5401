"""What kind of file is this? The content decides; the name only picks among what the content allows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from geo.errors import BadInput, LimitExceeded, Message, NotFound, Reason, Rule, system_reason
from geo.files import archive
from geo.files.raw import ReadLimits


class Format(StrEnum):
    """The kinds of file that have a reader, and the archive that holds some of them."""

    GEOJSON = "geojson"
    TOPOJSON = "topojson"
    RECORDS = "json"
    KML = "kml"
    KMZ = "kmz"
    SHAPEFILE = "shp"
    GEOPACKAGE = "gpkg"
    FLATGEOBUF = "fgb"
    OSM = "osm.pbf"
    PARQUET = "parquet"
    DELIMITED = "csv"
    WORKBOOK = "xlsx"
    ARCHIVE = "zip"
    JSON = "json text"


MISSING = Message(
    "file-missing",
    zh="找不到文件 {file}",
    en="there is no file {file}",
    remedy_zh="请检查路径和文件名",
    remedy_en="check the path and the name",
)
UNREADABLE = Message(
    "file-unreadable",
    zh="无法读取 {file}：{detail}",
    en="{file} cannot be read: {detail}",
    remedy_zh="请检查访问权限，并关闭正在使用该文件的其他程序",
    remedy_en="check the permissions, and close other programs that hold the file",
)
FOLDER = Message(
    "file-is-folder",
    zh="{file} 是文件夹，不是文件",
    en="{file} is a folder, not a file",
    remedy_zh="请写出其中要导入的文件；Shapefile 请指明 .shp 文件，或把全部部分压缩成一个 zip",
    remedy_en="name the files in it; of a Shapefile name the .shp, or zip all its parts together",
)
EMPTY = Rule(
    "file-empty",
    zh="{file} 是空文件",
    en="{file} is empty",
    remedy_zh="请重新导出或重新下载",
    remedy_en="export or download it again",
)
TOO_LARGE = Message(
    "file-too-large",
    zh="{file} 有 {got} 字节，超过上限 {limit}",
    en="{file} has {got} bytes; the limit is {limit}",
    remedy_zh="请拆分文件，或由管理员提高读取上限",
    remedy_en="split the file, or have the administrator raise the reading limits",
)
NOT_SUPPORTED = Message(
    "file-kind-unknown",
    zh="{file} 的内容是{got_zh}，不是可以导入的格式",
    en="the content of {file} is {got}; that is not a kind of file that can be imported",
    remedy_zh="可用格式：Shapefile（zip）、GeoPackage、GeoJSON、TopoJSON、KML/KMZ、FlatGeobuf、GeoParquet、CSV、XLSX、JSON、OpenStreetMap（.osm.pbf）",
    remedy_en="use Shapefile (zipped), GeoPackage, GeoJSON, TopoJSON, KML/KMZ, FlatGeobuf, GeoParquet, CSV, XLSX, JSON or OpenStreetMap (.osm.pbf)",
)
WORKBOOK_LOCKED = Message(
    "workbook-protected",
    zh="{file} 设有打开密码",
    en="{file} is protected by a password",
    remedy_zh="请在表格软件中取消密码后另存",
    remedy_en="remove the password in the spreadsheet program and save it again",
)
WORKBOOK_OLD = Message(
    "workbook-old",
    zh="{file} 是旧版 Excel（.xls）文件",
    en="{file} is an old Excel file (.xls)",
    remedy_zh="请另存为 .xlsx 后再导入",
    remedy_en="save it as .xlsx",
)
SIDECAR = Message(
    "shapefile-part-alone",
    zh="{file} 只是 Shapefile 的一个部分",
    en="{file} is only one part of a Shapefile",
    remedy_zh="请导入 .shp（其余部分放在旁边），或把全部部分压缩成一个 zip",
    remedy_en="import the .shp with its parts next to it, or zip all parts together",
)

HEAD_BYTES = 4096
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OSM_HEADER = b"\x0a\x09OSMHeader"
_SIDECARS = {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"}
_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "a PDF document",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"GIF8": "a GIF picture",
}
_PICTURES_ZH = {
    "a PNG picture": " PNG 图片",
    "a JPEG picture": " JPEG 图片",
    "a PDF document": " PDF 文档",
    "a TIFF picture": " TIFF 图片",
    "a GIF picture": " GIF 图片",
}


def check_file(path: Path, file: str, limits: ReadLimits) -> bytes:
    """The first bytes of a file that is there, readable, not empty and not too large."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise BadInput(FOLDER, file=file)
        if not path.is_file():
            raise BadInput(UNREADABLE, file=file, detail=Reason("不是普通文件", "it is no regular file"))
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError:
        raise NotFound(MISSING, file=file) from None
    except OSError as error:
        raise BadInput(UNREADABLE, file=file, detail=system_reason(error)) from None
    if size == 0:
        raise BadInput(EMPTY, file=file)
    if size > limits.file_bytes:
        raise LimitExceeded(TOO_LARGE, file=file, got=size, limit=limits.file_bytes)
    return head


def sniff(path: Path, file: str, limits: ReadLimits) -> Format:
    """The kind of the file; raises ``BadInput`` that says what it is instead when no reader takes it.

    ``Format.JSON`` is told apart only when the text is parsed; ``Format.ARCHIVE`` holds other files.
    """
    head = check_file(path, file, limits)
    suffix = path.suffix.lower()
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(path, file, limits)
    if head.startswith(b"SQLite format 3\0"):
        return Format.GEOPACKAGE
    if head.startswith(b"fgb\x03"):
        return Format.FLATGEOBUF
    if head[4:].startswith(_OSM_HEADER):
        return Format.OSM
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"\x00\x00\x27\x0a"):
        if suffix == ".shx":
            raise BadInput(SIDECAR, file=file)
        return Format.SHAPEFILE
    if head.startswith(_OLE2):
        raise BadInput(_ole2(path), file=file)
    if suffix in _SIDECARS:
        raise BadInput(SIDECAR, file=file)
    return _textual(head, file)


def _zipped(path: Path, file: str, limits: ReadLimits) -> Format:
    names = [info.filename.lower() for info in archive.inspect(path, file, limits)]
    if not names:
        raise BadInput(EMPTY, file=file)
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return Format.WORKBOOK
    if any(name.endswith(".kml") for name in names) and not any(name.endswith(".shp") for name in names):
        return Format.KMZ
    return Format.ARCHIVE


def _ole2(path: Path) -> Message:
    """Old spreadsheets and protected new ones share one envelope; the latter name an ``EncryptedPackage``."""
    with path.open("rb") as stream:
        data = stream.read(1 << 22)
    return WORKBOOK_LOCKED if "EncryptedPackage".encode("utf-16-le") in data else WORKBOOK_OLD


def _textual(head: bytes, file: str) -> Format:
    """JSON, XML or delimited text by the first character; raises ``BadInput`` for pictures, web pages and binaries."""
    for magic, kind in _PICTURES.items():
        if head.startswith(magic):
            raise BadInput(NOT_SUPPORTED, file=file, got=kind, got_zh=_PICTURES_ZH[kind])
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(NOT_SUPPORTED, file=file, got="binary data", got_zh="无法识别的二进制数据")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    if start[:1] in (b"{", b"["):
        return Format.JSON
    if start[:1] == b"<":
        lowered = start.lower()
        if b"<kml" in lowered or b"google.com/kml" in lowered or b"opengis.net/kml" in lowered:
            return Format.KML
        if b"<html" in lowered or b"<!doctype html" in lowered:
            raise BadInput(NOT_SUPPORTED, file=file, got="a web page", got_zh="网页（可能下载失败）")
        if b"<!doctype" in lowered or b"<!entity" in lowered:
            return Format.KML
        raise BadInput(NOT_SUPPORTED, file=file, got="XML that is not KML", got_zh="非 KML 的 XML")
    return Format.DELIMITED
