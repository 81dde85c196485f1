"""Rehearsals: what would arrive, sealed, beside the release that it was played for."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("store", "0009_looking")]

    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.CharField(max_length=120)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("content", models.BinaryField(default=b"")),
                ("release", models.ForeignKey(on_delete=CASCADE, related_name="rehearsals", to="store.release")),
                ("version", models.ForeignKey(on_delete=CASCADE, related_name="+", to="store.version")),
            ],
            options={"indexes": [models.Index(fields=["ended_at", "begun_at"], name="rehearsal_running")]},
        ),
    ]
