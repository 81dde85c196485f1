"""Who asked to be on a list, who pauses, who is written to no more, and why somebody left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0007_standing")]

    operations = [
        migrations.AddField("reader", "joined_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "reader", "left_because", models.CharField(blank=True, db_default="", default="", max_length=12)
        ),
        migrations.AddField("reader", "paused_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("address", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("because", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_ups", to="store.medialist"
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("because", models.CharField(blank=True, default="", max_length=300)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "next_at"], name="signup_next"),
                    models.Index(fields=["address", "asked_at"], name="signup_address"),
                    models.Index(fields=["asked_at"], name="signup_asked"),
                ],
            },
        ),
    ]
