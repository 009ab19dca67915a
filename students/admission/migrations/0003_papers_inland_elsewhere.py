"""Papers that a person hands in for registration, the inland classes as a code, and who was admitted by two schools.

`xj_admitted_elsewhere` runs as the owner of the tables. For admissions by key it answers the admissions of the same person
at other schools in the same season whose place stands: awaited, kept, checked in, or registered with a record that is open.
"""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION xj_admitted_elsewhere(keys bigint[])
RETURNS TABLE (admission_id bigint, school_id bigint, county_id bigint, city_id bigint, province_id bigint, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, o.school_id, o.county_id, o.city_id, o.province_id, o.state::text
    FROM unnest(keys) AS k (id) JOIN admission_admission a ON a.id = k.id
    JOIN admission_admission o ON o.identity_index = a.identity_index AND o.school_id <> a.school_id
        AND o.year = a.year AND o.season = a.season
    WHERE o.state IN ('admitted', 'deferred', 'kept', 'checked_in')
       OR (o.state = 'registered' AND EXISTS (SELECT FROM students_student s WHERE s.id = o.student_id
           AND s.status IN ('pending', 'studying', 'on_leave', 'special_school')));
$$;
"""
DROP = "DROP FUNCTION IF EXISTS xj_admitted_elsewhere(bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("admission", "0002_follow_students")]

    operations = [
        migrations.AddField(
            model_name="admission",
            name="inland",
            field=models.CharField(
                blank=True,
                choices=[("xinjiang", "内地新疆中职班"), ("tibet", "内地西藏中职班")],
                db_default="",
                default="",
                max_length=12,
                verbose_name="内地新疆、西藏班",
            ),
        ),
        migrations.AddField(
            model_name="admissionpaper",
            name="document_number",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="文号"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="admissionpaper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("deferral", "延期报到书面申请"),
                    ("proof", "延期报到有关证明"),
                    ("health", "新生体检表"),
                    ("recheck", "健康复查证明"),
                    ("identity", "居民身份证或户口簿"),
                    ("notice", "录取通知书"),
                    ("residence", "港澳台或外籍学生的身份与就读手续"),
                    ("approval", "主管教育行政部门接受该生的核准"),
                    ("home_proof", "生源地准予毕业证明"),
                    ("other", "其他材料"),
                ],
                max_length=12,
                verbose_name="材料类别",
            ),
        ),
        migrations.RunSQL(FUNCTION, DROP),
    ]
