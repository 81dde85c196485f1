"""What is due is read in the order in which it goes, without sorting all of it at each claim."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0013_hands")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_due"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "channel", "due_at", "ordinal"], name="delivery_due"),
        ),
    ]
