from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_yielding'),
    ]

    operations = [
        migrations.AddField(
            model_name='clockmark',
            name='believed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clockmark',
            name='believed_by',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name='clockmark',
            name='doubted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clockmark',
            name='doubted_by',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name='clockmark',
            name='machine',
            field=models.CharField(default='', max_length=64, unique=True),
        ),
    ]
