"""What a provider takes in a post, where it said so; and what the process that asked found, for those beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0014_in_order")]

    operations = [
        migrations.AddField(model_name="vetting", name="characters", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(
            model_name="vetting", name="asked_with", field=models.CharField(default="", max_length=64)
        ),
        migrations.AddField(model_name="vetting", name="trouble", field=models.CharField(default="", max_length=20)),
        migrations.AddField(model_name="vetting", name="silences", field=models.PositiveIntegerField(default=0)),
    ]
