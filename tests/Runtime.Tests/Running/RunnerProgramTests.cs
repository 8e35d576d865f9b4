using System.Text;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Runtime.Tests.Running;

public class RunnerProgramTests
{
    [Fact]
    public void Run_ErrorStreamTakesNothing_StillGivesItsExitCode()
    {
        TextWriter error = Console.Error;
        try
        {
            Console.SetError(new FullWriter());

            Assert.Equal(2, RunnerProgram.Run(["--unknown"], () => throw new InvalidOperationException(), []));
        }
        finally
        {
            Console.SetError(error);
        }
    }

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
