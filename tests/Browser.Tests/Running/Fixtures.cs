using Millwright.Browser.Tests.Running;

[assembly: AssemblyFixture(typeof(DemoRun))]
