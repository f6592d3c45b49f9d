import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0003_placement_indexes'),
        ('sources', '0002_wishes_lists_plans'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referral',
            name='made_for',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
    ]
