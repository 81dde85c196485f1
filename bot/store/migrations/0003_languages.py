"""A rendition names the language it is set in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_audiences")]

    operations = [
        migrations.AddField("rendition", "language", models.CharField(blank=True, default="", max_length=35)),
    ]
