"""When a person says that it shall be sent again, the waits between its tries begin anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0015_answers")]

    operations = [
        migrations.AddField(model_name="delivery", name="forgiven", field=models.PositiveIntegerField(default=0)),
    ]
