// The test runs under JaCoCo's agent, woven by either. What the report knows of async methods differs:
// JaCoCo leaves out synthetic methods, such as the bodies that the plugin made.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def tested = 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed'
project.has(2, project.count(tested))
project.has(
    ['Woven classes: 1, async methods: 2, suspension points: 2', 'Nothing to weave'],
    project.summaries())
project.logs('Skipped')

def csv = new File(basedir, 'target/site/jacoco/jacoco.csv').readLines()*.split(',')
def names = csv[0] as List
def totals = csv.find { it[names.indexOf('CLASS')] == 'Totals' }
project.has('5', totals[names.indexOf('LINE_COVERED')])
project.has('2', totals[names.indexOf('LINE_MISSED')])
