using System.Reflection;
using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A generated model behind delegates: reflection cannot pass spans.</summary>
internal sealed class Model
{
    private readonly ForwardCall _forward;
    private readonly ScratchedCall _scratched;
    private readonly HiddenCall _hidden;
    private readonly object _instance;
    private readonly Type _type;

    private Model(object instance)
    {
        _instance = instance;
        _type = instance.GetType();
        _forward = Method(typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int), typeof(int)).CreateDelegate<ForwardCall>(instance);
        _scratched = Method(typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(Span<float>), typeof(int), typeof(int)).CreateDelegate<ScratchedCall>(instance);
        _hidden = _type.GetMethod("Run", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<HiddenCall>(instance);
    }

    private delegate void ForwardCall(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);

    private delegate void ScratchedCall(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch, int threads);

    public delegate void LengthsCall(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, int threads);

    private delegate void ScratchedLengthsCall(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, Span<float> scratch, int threads);

    private delegate void HiddenCall(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, in CallShape call);

    private delegate long FloatsCall(in CallShape call);

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    public object Instance => _instance;

    /// <summary>Another instance of the same class.</summary>
    public static Model Of(object instance) => new(instance);

    public InstructionSet InstructionSet => (InstructionSet)_type.GetProperty("InstructionSet")!.GetValue(null)!;

    public static Model Load(string attribute, byte[] checkpoint, string prefix = "")
    {
        MethodInfo load = ModelLibrary.TypeOf(attribute).GetMethod("Load", [typeof(ReadOnlySpan<byte>), typeof(string)])!;
        return new(load.CreateDelegate<LoadCall>()(checkpoint, prefix));
    }

    public static Model Load(string attribute, SafetensorsFile file, string prefix = "") =>
        new(Invoke(attribute, "Load", file, prefix));

    public static Model CreateRandom(string attribute, int seed) => new(Invoke(attribute, "CreateRandom", seed));

    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch = 1, int threads = 0) => _forward(input, output, batch, threads);

    public void Forward(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch = 1, int threads = 0) => _scratched(input, output, scratch, batch, threads);

    /// <summary>The call on sequences of any lengths.</summary>
    public LengthsCall ByLengths => Method(typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<int>), typeof(Span<float>), typeof(int)).CreateDelegate<LengthsCall>(_instance);

    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, int threads = 0) => ByLengths(input, lengths, output, threads);

    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, Span<float> scratch, int threads = 0) =>
        Method(typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<int>), typeof(Span<float>), typeof(Span<float>), typeof(int)).CreateDelegate<ScratchedLengthsCall>(_instance)(input, lengths, output, scratch, threads);

    public int ScratchLength(int tokens, int threads = 1) => (int)_type.GetMethod("ScratchLength")!.Invoke(null, [tokens, threads])!;

    public int Threads => (int)_type.GetProperty("Threads")!.GetValue(_instance)!;

    public Model WithThreads(int threads) => new(_type.GetMethod("WithThreads")!.Invoke(_instance, [threads])!);

    /// <summary>On exactly so many threads, however small the call; with <see cref="ScratchFloats"/> of scratch.</summary>
    public void ForceThreads(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch, int tokens, int threads) =>
        _hidden(input, output, scratch, CallShape.Of(batch, tokens, threads));

    /// <summary>On exactly so many threads, however small the call, in as much scratch as it asks for, which holds NaN; by lengths or as equal sequences.</summary>
    public void ForceThreads(ReadOnlySpan<float> input, Span<float> output, int[] lengths, bool byLengths, int threads)
    {
        CallShape call = byLengths
            ? CallShape.Of(lengths, lengths.Max(), lengths.Sum(), threads)
            : CallShape.Of(lengths.Length, lengths.Distinct().Single(), threads);
        float[] scratch = new float[ScratchFloats(call)];
        scratch.AsSpan().Fill(float.NaN);
        _hidden(input, output, scratch, call);
    }

    public long ScratchFloats(int batch, int tokens, int threads) =>
        ScratchFloats(CallShape.Of(batch, tokens, threads));

    private long ScratchFloats(in CallShape call) =>
        _type.GetMethod("ScratchFloats", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<FloatsCall>()(call);

    public long Operations(int batch, int tokens) => (long)Hidden("Operations", (long)batch * tokens, tokens);

    public long ParameterCount => (long)_type.GetField("ParameterCount")!.GetRawConstantValue()!;

    private MethodInfo Method(params Type[] parameters) => _type.GetMethod("Forward", parameters)!;

    private object Hidden(string method, params object[] arguments) =>
        _type.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, arguments)!;

    private static object Invoke(string attribute, string method, params object[] arguments) =>
        ModelLibrary.TypeOf(attribute).GetMethod(method, Array.ConvertAll(arguments, argument => argument.GetType()))!.Invoke(null, arguments)!;
}
