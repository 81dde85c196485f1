"""Everything stopped at once, until two people let it go on; and in whose place a deputy approved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0011_drafts")]

    operations = [
        migrations.CreateModel(
            name="Standstill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("because", models.CharField(blank=True, max_length=300)),
                ("agreed_by", models.CharField(blank=True, max_length=120)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="approval",
            name="in_place_of",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
