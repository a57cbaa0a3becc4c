"""A public code and the end of the first password for every account."""

from django.db import migrations, models

import lao_cai_support.accounts.querysets
import lao_cai_support.web.codes


def give_codes(apps, schema_editor):
    for user in apps.get_model("accounts", "User").objects.filter(code=None):
        user.code = lao_cai_support.web.codes.random_code()
        user.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterModelManagers(
            name="user", managers=[("objects", lao_cai_support.accounts.querysets.PortalUserManager())]
        ),
        migrations.AddField(
            model_name="user",
            name="code",
            field=models.CharField(max_length=16, null=True, editable=False),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="code",
            field=lao_cai_support.web.codes.CodeField(unique=True),
        ),
        migrations.AddField(
            model_name="user",
            name="first_password_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="mật khẩu cấp lần đầu dùng đến"),
        ),
    ]
