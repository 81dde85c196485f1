"""Who wrote what: everybody whose hand is in a draft, and in the version that was made of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0012_standstill")]

    operations = [
        migrations.AddField(model_name="draft", name="hands", field=models.JSONField(default=list)),
        migrations.AddField(model_name="version", name="hands", field=models.JSONField(default=list)),
    ]
