"""What happens after the lift: versions that follow it, what they say of it, and what is not tried again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0006_clocks")]

    operations = [
        migrations.AddField("version", "standing", models.CharField(blank=True, default="", max_length=12)),
        migrations.AddField("version", "note", models.BinaryField(default=b"")),
        migrations.AddField("release", "revised_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "release",
            "follow_up",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="store.version"
            ),
        ),
        migrations.AddField("delivery", "halted", models.BooleanField(default=False)),
        migrations.AddField("delivery", "follows", models.CharField(blank=True, default="", max_length=36)),
        migrations.RunSQL(
            "UPDATE store_delivery SET halted = TRUE WHERE state IN ('sending', 'unconfirmed')"
            " AND release_id IN (SELECT id FROM store_release WHERE stopped_at IS NOT NULL)",
            migrations.RunSQL.noop,
        ),
    ]
