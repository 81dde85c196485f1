import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='rendition',
            name='enclosures',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('stored_at', models.DateTimeField()),
                ('release', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='enclosures', to='store.release')),
            ],
            options={
                'indexes': [models.Index(fields=['key'], name='enclosure_key')],
            },
        ),
        migrations.CreateModel(
            name='EnclosurePiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('enclosure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='store.enclosure')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enclosure', 'number'), name='enclosure_piece_once')],
            },
        ),
    ]
