"""What the staff's pages look for: the journal by person, act and day, what became of a reader's mail, and how each channel's provider answered last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0008_lists")]

    operations = [
        migrations.CreateModel(
            name="Vetting",
            fields=[
                ("channel", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                ("checks", models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex("journalrow", models.Index(fields=["actor", "act"], name="journal_actor")),
        migrations.AddIndex("journalrow", models.Index(fields=["act"], name="journal_act")),
        migrations.AddIndex("journalrow", models.Index(fields=["at"], name="journal_at")),
        migrations.AddIndex("recipientevent", models.Index(fields=["email"], name="event_email")),
    ]
