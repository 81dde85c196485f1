"""Drafts, who is in them, and links by which outsiders may look at a release before its lift."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("store", "0010_rehearsals")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "release",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="store.release",
                    ),
                ),
                ("content", models.BinaryField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("beside", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("shared", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("seen_at", models.DateTimeField()),
                ("release", models.ForeignKey(on_delete=CASCADE, related_name="present", to="store.release")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["release", "name"], name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("whom", models.CharField(max_length=120)),
                ("made_by", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("browser", models.CharField(blank=True, max_length=64)),
                ("release", models.ForeignKey(on_delete=CASCADE, related_name="preview_links", to="store.release")),
            ],
        ),
    ]
