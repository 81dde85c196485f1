"""A delivery's audience moves to a row of its own."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("store", "0001_ledger")]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="audience",
                        serialize=False,
                        to="store.delivery",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO store_audience (delivery_id, content) "
            "SELECT id, audience FROM store_delivery WHERE audience IS NOT NULL",
            "UPDATE store_delivery SET audience = "
            "(SELECT content FROM store_audience WHERE delivery_id = store_delivery.id)",
        ),
        migrations.RemoveField(model_name="delivery", name="audience"),
    ]
