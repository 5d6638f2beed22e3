// The test runs under JaCoCo's agent, woven by the plugin, by the agent, and by the plugin for coverage.
// Without that JaCoCo leaves out the bodies of async methods, as they are synthetic.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def tested = 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed'
project.has(3, project.count(tested))
def woven = 'Woven classes: 1, async methods: 2, suspension points: 2'
project.has(
    [woven, 'Nothing to weave', woven, 'Nothing to weave'],
    project.summaries())
project.logs('Skipped')

for (built in ['target', 'covered']) {
  def csv = new File(basedir, built + '/site/jacoco/jacoco.csv').readLines()*.split(',')
  def names = csv[0] as List
  def totals = csv.find { it[names.indexOf('CLASS')] == 'Totals' }
  project.has('5', totals[names.indexOf('LINE_COVERED')])
  project.has('2', totals[names.indexOf('LINE_MISSED')])
}
