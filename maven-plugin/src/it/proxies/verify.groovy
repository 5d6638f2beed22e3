// A proxy sees the calls that the program makes, and none of those that weaving added.
import dev.bobbin.maven.BuiltProject

def project = new BuiltProject(basedir, localRepositoryPath, projectVersion)
def jars = [
  project.jar('org.springframework', 'spring-aop'),
  project.jar('org.springframework', 'spring-beans'),
  project.jar('org.springframework', 'spring-core'),
  project.jar('org.springframework', 'spring-jcl')
]
def expected = [
  'java balance: 7 [statement]',
  'spring balance: 7 [statement]',
  'cglib 7 [balance]'
].join(System.lineSeparator())
project.printsWith(jars, expected, 'demo.Main')
