# Releases that were approved under other zone rules are found at each start without reading those that wait.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0016_forgiven")]

    operations = [
        migrations.AddIndex(
            model_name="release", index=models.Index(fields=["stage", "embargo_tzdb"], name="release_rules")
        ),
    ]
