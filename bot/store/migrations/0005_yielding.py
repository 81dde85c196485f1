"""Audiences are frozen ahead of their approval, imports in chunks; a channel's rate is kept for all workers."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("store", "0004_enclosures")]

    operations = [
        migrations.AddField("medialist", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("medialist", "importing_since", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "weight", models.PositiveIntegerField(default=1)),
        migrations.AlterField(
            "audience",
            "delivery",
            models.OneToOneField(
                db_constraint=False,
                on_delete=CASCADE,
                primary_key=True,
                related_name="audience",
                serialize=False,
                to="store.delivery",
            ),
        ),
        migrations.AddField("audience", "freezing", models.CharField(blank=True, db_index=True, default="", max_length=36)),
        migrations.CreateModel(
            name="Freezing",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("channel", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("taken", models.JSONField(default=dict)),
            ],
        ),
    ]
