"""Addresses of the case. Every act has its own, in the words of the trade."""

from django.urls import path

from nguon.rulebook import EVENT_TYPES
from nguon.web.development import reasons, views

ACTS = {
    "sourced": "tao-nguon",
    "candidate_listed": "dua-vao-danh-sach",
    "helper_assigned": "phan-cong-giup-do",
    "candidate_struck": "dua-ra-khoi-danh-sach",
    "awareness_course": "lop-boi-duong-nhan-thuc",
    "application": "don-xin-vao-dang",
    "cv": "ly-lich",
    "verification": "tham-tra",
    "political_conclusion": "ket-luan-chinh-tri",
    "introduction": "gioi-thieu-vao-dang",
    "opinions": "tong-hop-y-kien",
    "exception_consent": "dong-y-bang-van-ban",
    "cell_resolution": "nghi-quyet-chi-bo",
    "section_appraisal": "tham-dinh-dang-uy-bo-phan",
    "committee_resolution": "nghi-quyet-dang-uy-co-so",
    "file_received": "nhan-ho-so",
    "decision_extension": "gia-han",
    "admission_decision": "quyet-dinh-ket-nap",
    "decision_received": "nhan-quyet-dinh",
    "admission_ceremony": "le-ket-nap",
    "member_declaration": "khai-ly-lich-dang-vien",
    "new_member_course": "lop-dang-vien-moi",
    "probation_review": "kiem-diem-du-bi",
    "recognition_resolution": "nghi-quyet-cong-nhan",
    "recognition_committee_resolution": "nghi-quyet-cong-nhan-dang-uy-co-so",
    "recognition_decision": "quyet-dinh-cong-nhan",
    "card_issued": "phat-the",
    "moved": "chuyen-di",
    "followup_started": "theo-doi-noi-den",
    "withdrawn": "rut-don",
    "left_party": "ra-khoi-dang",
    "conviction": "an",
    "conviction_cleared": "xoa-an-tich",
    "removal_resolution": "nghi-quyet-xoa-ten",
    "removal_committee_resolution": "nghi-quyet-xoa-ten-dang-uy-co-so",
    "removal_decision": "quyet-dinh-xoa-ten",
}

app_name = "development"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("giai-doan/", views.pipeline, name="pipeline"),
    path("giai-doan/bieu-do/<slug:drawing>/", views.draw_pipeline, name="draw_pipeline"),
    path("giai-doan/xuat/", views.export_pipeline, name="export_pipeline"),
    path("xuat/", views.export, name="export"),
    path("mo/<str:person>/", views.open_case, name="open_case"),
    path("<str:ref>/", views.case, name="case"),
    path("<str:ref>/vi-sao/", reasons.why, name="why"),
    path("<str:ref>/vi-sao/json/", reasons.why_json, name="why_json"),
    path("<str:ref>/vi-sao/<str:step>/", reasons.why_step, name="why_step"),
    path("<str:ref>/vi-sao/<str:step>/json/", reasons.why_step_json, name="why_step_json"),
    path("<str:ref>/rut-lai/<str:token>/", views.retract, name="retract"),
    path("<str:ref>/dong/", views.close, name="close"),
    path("<str:ref>/khong-tiep-tuc/", views.withdraw, name="withdraw"),
    *(path(f"<str:ref>/{ACTS[act]}/", views.act(act), name=act) for act in EVENT_TYPES),
]
