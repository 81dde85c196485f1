"""What is counted of who tries to come in, where every process of an office sees it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_people")]

    operations = [
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
