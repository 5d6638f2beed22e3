// What was built last, by Maven 4, runs; the log tells that both did the same.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def each = [
  'Woven classes: 1, async methods: 1, suspension points: 1',
  'Woven classes: 1, async methods: 1, suspension points: 2'
]
project.has(each + each, project.summaries())
project.prints('Hello, world', 'demo.Greeting')
