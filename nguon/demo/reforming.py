"""A reform of cells that the committee has in mind: rehearsed, and not applied."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.reports.reform import runs

Acting = Callable[[str, date], Actor]

DOCUMENT = "Dự thảo ĐA 02-ĐA/ĐU (mẫu)"
AHEAD = timedelta(days=45)


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Load and rehearse a list of a day to come, as the office would before a meeting."""
    by, day = acting("van-phong", today), today + AHEAD
    lines = [
        "Việc\tTổ chức\tTên mới\tVăn bản\tNgày hiệu lực",
        "\t".join(
            ("Sáp nhập", "nang-moi; ben-trang", "Chi bộ khóm Trăng Mới", DOCUMENT, f"{day}")
        ),
        "\t".join(("Đổi tên", "doi-hoa", "Chi bộ khóm Đồi Hoa 1", DOCUMENT, f"{day}")),
    ]
    run = runs.start(
        "\n".join(lines).encode(),
        organization=places["huong-hiep"],
        name="du-kien-sap-xep-chi-bo.csv",
        by=by,
        background=False,
    )
    runs.work(run, by=by)
