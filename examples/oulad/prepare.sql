-- Makes events.parquet and learners.parquet of the data set's own files, in the current directory; `shoal import` reads
-- them with the mappings beside this file. Days are counted from the start of a presentation; no dates are published, so
-- 2013B starts on 1 February 2013, 2013J on 1 October 2013 and 2014J on 1 October 2014.
CREATE MACRO day_of(presentation, day) AS
  CASE presentation WHEN '2013B' THEN DATE '2013-02-01' WHEN '2013J' THEN DATE '2013-10-01' ELSE DATE '2014-10-01' END
  + day::INT;

CREATE MACRO learner(id, module, presentation) AS concat_ws('-', id, module, presentation);

COPY (
  SELECT learner(id_student, code_module, code_presentation) AS learner,
         activity_type AS activity, day_of(code_presentation, date) + INTERVAL 12 HOUR AS time,
         id_site::VARCHAR AS site, sum(sum_click)::BIGINT AS clicks
  FROM 'student_vle.parquet' JOIN 'vle.parquet' USING (id_site, code_module, code_presentation)
  GROUP BY ALL
  UNION ALL
  SELECT learner(id_student, code_module, code_presentation), 'Registered',
         day_of(code_presentation, date_registration) + INTERVAL 9 HOUR, NULL, NULL
  FROM 'studentRegistration.parquet' WHERE date_registration IS NOT NULL
  UNION ALL
  SELECT learner(id_student, code_module, code_presentation), 'Withdrew',
         day_of(code_presentation, date_unregistration) + INTERVAL 18 HOUR, NULL, NULL
  FROM 'studentRegistration.parquet' WHERE date_unregistration IS NOT NULL
  ORDER BY time, learner, activity, site
) TO 'events.parquet';

-- The final result is left out: nobody knows it while a course runs.
COPY (
  SELECT learner(id_student, code_module, code_presentation) AS learner, code_module AS module,
         code_presentation AS presentation, region, highest_education AS education, age_band,
         num_of_prev_attempts AS previous_attempts, studied_credits AS credits
  FROM 'studentInfo.parquet' ORDER BY learner
) TO 'learners.parquet';
