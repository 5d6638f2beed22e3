// The first run fails with all problems of all classes, as a compiler lists them; the second warns,
// weaves the classes without problems, and what was refused throws when it is called.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def sources = new File(basedir, 'src/main/java/demo')
def problems = [
  "$sources/Bad.java:13: error [await-in-synchronized]",
  "$sources/Worse.java:11: error [await-in-constructor]",
  "$sources/Worse.java:15: error [await-outside-async]"
]
problems.each { project.logs("[ERROR] $it") }
project.logs('errors in async code: 3, listed above; no class was changed')
project.logs('BUILD FAILURE')
assert !new File(basedir, 'build.log').text.split('BUILD FAILURE')[0].contains('Woven classes')

problems.each { project.logs("[WARNING] $it") }
project.logs("[WARNING] ${new File(basedir, 'src/test/java/demo')}/BadTestCode.java:11: error [await-outside-async]")
project.logs('BUILD SUCCESS')
project.prints("good${System.lineSeparator()}not woven", 'demo.Main')
