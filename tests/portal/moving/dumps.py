"""Dumps of a NukeViet site as mysqldump writes them, and some as nobody should: our own words."""

from datetime import UTC, datetime

COLUMNS = {
    "news_cat": "catid parentid title alias weight",
    "news_rows": "id catid admin_id author sourceid addtime status publtime exptime title alias"
    " hometext homeimgfile homeimgalt hitstotal",
    "news_detail": "id titlesite bodyhtml sourcetext",
    "news_sources": "sourceid title link",
    "news_tags": "tid title alias keywords",
    "news_tags_id": "id tid keyword",
    "news_authorlist": "id aid alias pseudonym",
    "comment": "cid module area id pid content post_time userid post_name post_email post_ip"
    " status",
    "laws_row": "id title alias code cid sid sgid introtext status publtime startvalid exptime",
    "laws_cat": "id title alias",
    "laws_subject": "id title",
    "laws_signer": "id title",
}
USERS = "userid username password email first_name last_name"
SECRET, MAIL, WHERE_FROM = "bam-mat-khau-cu", "ban.doc@thu.example", "203.0.113.9"
PARTS = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\0": "\\0", '"': '\\"'}


def seconds(*day: int) -> int:
    return int(datetime(*day, 3, tzinfo=UTC).timestamp())


def value(told: object) -> str:
    if told is None:
        return "NULL"
    if isinstance(told, int):
        return str(told)
    return "'" + "".join(PARTS.get(letter, letter) for letter in str(told)) + "'"


def create(table: str, columns: str) -> str:
    named = ",\n".join(f"  `{name}` text COMMENT 'cột {name}; (x)'" for name in columns.split())
    return f"CREATE TABLE `{table}` (\n{named},\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n"


def insert(table: str, columns: str, rows: list[dict[str, object]], *, named: bool = False) -> str:
    names = columns.split()
    listed = " (" + ", ".join(f"`{name}`" for name in names) + ")" if named else ""
    told = ",".join("(" + ",".join(value(row.get(n, "")) for n in names) + ")" for row in rows)
    return f"INSERT INTO `{table}`{listed} VALUES {told};\n"


def article(number: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "catid": 3,
        "admin_id": 1,
        "author": "Hồ Thị Viết",
        "sourceid": 2,
        "status": 1,
        "publtime": seconds(2019, 5, 1 + number % 27),
        "exptime": 0,
        "title": f"Chi bộ thôn Mẫu {number} họp &quot;chuyên đề&quot;",
        "alias": f"Chi-bo-thon-Mau-{number}-hop",
        "hometext": "Lời dẫn <b>ngắn</b>.",
        "hitstotal": 42,
    } | more


def comment(number: int, of: int, **more: object) -> dict[str, object]:
    return {
        "cid": number,
        "module": "news",
        "area": 8,
        "id": of,
        "pid": 0,
        "content": "Ý kiến hay.<br />Cảm ơn.",
        "post_time": seconds(2019, 6, 1),
        "post_name": "Bạn đọc thử",
        "post_email": MAIL,
        "post_ip": WHERE_FROM,
        "status": 1,
    } | more


def site(
    *, prefix: str = "nv4", lang: str = "vi", named: bool = False, **more: list[dict[str, object]]
) -> str:
    """A whole small site; ``more`` takes the place of the rows of a table."""
    rows: dict[str, list[dict[str, object]]] = {
        "comment": [comment(1, 1), comment(2, 1, pid=1, content="Trả lời."),
                    comment(3, 2, status=0), comment(4, 2, status=2), comment(5, 99)],
        "laws_cat": [{"id": 1, "title": "Quyết định", "alias": "Quyet-dinh"}],
        "laws_row": [{"id": 5, "title": "Về việc thử nghiệm", "code": "12/QĐ-UBND", "cid": 1,
                      "alias": "ve-viec-thu", "sid": 1, "sgid": 1, "introtext": "Tóm tắt.",
                      "status": 1, "publtime": seconds(2018, 2, 3),
                      "startvalid": seconds(2018, 3, 1), "exptime": 0}],
        "laws_signer": [{"id": 1, "title": "Nguyễn Văn Ký"}],
        "laws_subject": [{"id": 1, "title": "Uỷ ban nhân dân xã Mẫu"}],
        "news_authorlist": [],
        "news_cat": [{"catid": 3, "title": "Xây dựng Đảng", "alias": "Xay-dung-Dang"}],
        "news_detail": [{"id": n, "bodyhtml": f"<p>Nội dung {n} có 'nháy' \\ và\nxuống dòng.</p>"}
                        for n in (1, 2)],
        "news_rows": [article(1), article(2, status=4, author="")],
        "news_sources": [{"sourceid": 2, "title": "Báo Mẫu", "link": "https://bao.example/x"}],
        "news_tags": [{"tid": 7, "title": "Nguồn", "alias": "nguon"}],
        "news_tags_id": [{"id": 1, "tid": 7, "keyword": "nguồn phát triển"}],
    } | more  # fmt: skip
    text = "-- MySQL dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n\n"
    for name, told in rows.items():
        table = f"{prefix}_{lang}_{name}"
        text += f"DROP TABLE IF EXISTS `{table}`;\n{create(table, COLUMNS[name])}"
        text += f"LOCK TABLES `{table}` WRITE;\n"
        text += insert(table, COLUMNS[name], told, named=named) if told else ""
        text += "UNLOCK TABLES;\n"
    users = f"{prefix}_users"
    admin = {"userid": 1, "username": "quantri", "password": SECRET, "email": MAIL,
             "first_name": "Mẫu", "last_name": "Lê Quản"}  # fmt: skip
    return text + create(users, USERS) + insert(users, USERS, [admin])
