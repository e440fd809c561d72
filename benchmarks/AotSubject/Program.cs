// The program whose builds are compared: `answer`, or `time CASE`.

using AotSubject;

if (args is ["answer"])
{
    return Answer.Run();
}

if (args is ["time", string name] && Cases.Find(name) is { } call)
{
    return Timing.Run(call);
}

Console.Error.WriteLine("Usage: AotSubject answer | time seed | time minilm");
return 2;
