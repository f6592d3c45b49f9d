import datetime
import django.db.models.deletion
import django.db.models.manager
import nguon.people.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('development', '0003_cases_that_study'),
        ('organizations', '0005_putting_right'),
        ('people', '0003_people_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=nguon.people.models.new_ref, editable=False, max_length=12, unique=True)),
                ('way', models.CharField(choices=[('official', 'Chính thức'), ('temporary', 'Tạm thời')], max_length=10)),
                ('standing', models.CharField(choices=[('candidate', 'Người đang được xem xét kết nạp'), ('probationary', 'Đảng viên dự bị'), ('full', 'Đảng viên chính thức')], max_length=12)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(max_length=120)),
                ('sent_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('papers', models.CharField(blank=True, max_length=500)),
                ('reach', models.CharField(blank=True, choices=[('same_province', 'Trong tỉnh'), ('other_province', 'Tỉnh khác')], max_length=14)),
                ('accepted_on', models.DateField(null=True)),
                ('returned_on', models.DateField(null=True)),
                ('called_off_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('to_name', models.CharField(max_length=200)),
                ('arrived_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('happened_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='people.person')),
                ('receiver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=nguon.people.models.new_ref, editable=False, max_length=12, unique=True)),
                ('way', models.CharField(choices=[('official', 'Chính thức'), ('temporary', 'Tạm thời')], max_length=10)),
                ('standing', models.CharField(choices=[('candidate', 'Người đang được xem xét kết nạp'), ('probationary', 'Đảng viên dự bị'), ('full', 'Đảng viên chính thức')], max_length=12)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('number', models.CharField(max_length=120)),
                ('sent_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('papers', models.CharField(blank=True, max_length=500)),
                ('reach', models.CharField(blank=True, choices=[('same_province', 'Trong tỉnh'), ('other_province', 'Tỉnh khác')], max_length=14)),
                ('accepted_on', models.DateField(null=True)),
                ('returned_on', models.DateField(null=True)),
                ('called_off_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('from_name', models.CharField(max_length=200)),
                ('joined_on', models.DateField(null=True)),
                ('full_from', models.DateField(null=True)),
                ('happened_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='people.person')),
                ('sender', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('departure', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='arrival', to='membership.departure')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31))),
                ('document', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('body', models.CharField(choices=[('youth_union', 'Đoàn thanh niên'), ('womens_union', 'Hội Phụ nữ'), ('farmers_union', 'Hội Nông dân'), ('front', 'Mặt trận Tổ quốc'), ('veterans', 'Hội Cựu chiến binh'), ('trade_union', 'Công đoàn'), ('elderly', 'Hội Người cao tuổi'), ('militia', 'Dân quân, tự vệ'), ('hamlet', 'Ban quản lý khóm, thôn, tổ dân phố'), ('cell', 'Chi bộ, tổ đảng'), ('other', 'Việc khác')], max_length=14)),
                ('task', models.CharField(max_length=300)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.person')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Leaving',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('left', 'Ra khỏi Đảng'), ('corrected', 'Ghi nhầm, đã rút lại'), ('restored', 'Phục hồi đảng tịch')], max_length=10)),
                ('how', models.CharField(choices=[('removed', 'Bị xoá tên'), ('expelled', 'Bị khai trừ'), ('own_request', 'Xin ra khỏi Đảng'), ('own_request_family', 'Xin ra vì gia đình đặc biệt khó khăn'), ('dropped_out', 'Tự bỏ sinh hoạt'), ('population_policy', 'Vi phạm chính sách dân số'), ('died', 'Từ trần')], max_length=24)),
                ('standing', models.CharField(choices=[('candidate', 'Người đang được xem xét kết nạp'), ('probationary', 'Đảng viên dự bị'), ('full', 'Đảng viên chính thức')], max_length=12)),
                ('on', models.DateField()),
                ('document', models.CharField(blank=True, max_length=200)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='development.caseevent')),
                ('happened_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leavings', to='people.person')),
                ('takes_back', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back_by', to='membership.leaving')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('words', models.CharField(max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31))),
                ('document', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField()),
                ('growth', models.CharField(choices=[('held', 'Giữ chức vụ'), ('planned', 'Được quy hoạch'), ('introduced', 'Được giới thiệu')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='people.person')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'objects',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='departure',
            index=models.Index(fields=['happened_in', 'accepted_on'], name='departures_by_day'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.UniqueConstraint(condition=models.Q(('called_off_on', None), ('ended_on', None), ('returned_on', None), models.Q(('way', 'temporary'), ('accepted_on', None), _connector='OR')), fields=('person',), name='one_letter_under_way'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_on', None), models.Q(('accepted_on__gte', models.F('sent_on')), ('called_off_on', None), ('returned_on', None)), _connector='OR'), name='departure_is_accepted_or_not'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.CheckConstraint(condition=models.Q(('returned_on', None), ('called_off_on', None), _connector='OR'), name='departure_is_returned_or_called_off'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['happened_in', 'accepted_on'], name='arrivals_by_day'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_on', None), models.Q(('accepted_on__gte', models.F('sent_on')), ('called_off_on', None), ('returned_on', None)), _connector='OR'), name='arrival_is_accepted_or_not'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('returned_on', None), ('called_off_on', None), _connector='OR'), name='arrival_is_returned_or_called_off'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='duty_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='leaving',
            index=models.Index(fields=['happened_in', 'on'], name='leavings_by_day'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['person', 'on'], name='notes_in_order'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='position_ends_after_it_begins'),
        ),
    ]
