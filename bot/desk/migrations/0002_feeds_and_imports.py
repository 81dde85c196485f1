"""A person's calendar feed, and tables of readers that were looked at and not yet imported."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_feed",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("serial", models.PositiveIntegerField(default=0)),
                ("open", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="WaitingImport",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("list", models.CharField(max_length=80)),
                ("file", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
