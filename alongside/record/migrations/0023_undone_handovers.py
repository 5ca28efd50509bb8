"""One more thing that somebody sees to: a handover was undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0022_told_us")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="what",
            field=models.CharField(
                choices=[
                    ("decide held", "Decide whether this may be shown"),
                    ("second look", "Agree, or not, that something is not disclosed"),
                    ("answer access", "Somebody asks to see a record"),
                    ("review break-glass", "Look at a record opened in an emergency"),
                    ("misfiled", "An entry was in the wrong record"),
                    ("disagrees", "What was imported disagrees with what is known"),
                    ("words", "New words from somebody you work with"),
                    ("correct", "Somebody says that something is wrong"),
                    ("review restriction", "Look again at what is restricted"),
                    ("look again", "Look again at what is held"),
                    ("file kept back", "A file was kept back, and nobody may open it"),
                    ("unlock file", "Agree, or not, that a locked file is opened again"),
                    ("look at telling", "Look again at whether somebody is told of an emergency"),
                    ("look at protection", "Look again at what is kept safe"),
                    ("look at warning", "Look again at a warning"),
                    ("ask about need", "Ask again about something that somebody needs"),
                    ("withdraw import", "Agree, or not, that an import is withdrawn"),
                    ("import withdrawn", "What an import brought was taken out again"),
                    ("follow up", "Something that follows from an answer"),
                    ("agree answers", "Agree, or not, to what was written"),
                    ("answers returned", "What you wrote was returned to you"),
                    ("referral", "A partner agency asks something for somebody"),
                    ("allegation", "Something that is kept apart"),
                    ("take over draft", "Somebody asks that what they began is taken over"),
                    ("handover", "Somebody’s record is offered or asked for"),
                    ("handover undone", "A handover was undone"),
                    ("reason owed", "Say why a record could not wait"),
                    ("consent withdrawn", "Somebody took their consent back"),
                    ("asked", "A colleague asks you to see to something"),
                    ("answered", "Somebody from outside the council answered"),
                    ("document", "A partner agency sent a document"),
                ],
                max_length=24,
            ),
        ),
    ]
