using Microsoft.CodeAnalysis.Testing;
using ShapeGen.Generator.CallSites;

namespace ShapeGen.CodeFixes.Tests;

/// <summary>The fixes in Roslyn's own harness: what the generator reports, and what an analyzer does; one by one, and all at once.</summary>
public class HarnessTests
{
    [Fact]
    public Task Of_the_generator() => Verify<EmptyDiagnosticAnalyzer, AttributeEditFix>.Fix(
        "[Encoder(Embed = 60, {|SHG0001:Heads = 7|}, Ffn = 8)] partial class A;\n[MultiHeadAttention(Embed = 8, {|SHG0001:Heads = 3|})] partial class B;",
        "[Encoder(Embed = 60, Heads = 6, Ffn = 8)] partial class A;\n[MultiHeadAttention(Embed = 8, Heads = 2)] partial class B;");

    [Fact]
    public Task Of_a_checkpoint() => Verify<EmptyDiagnosticAnalyzer, AttributeEditFix>.Fix(
        "[TokenEmbedding({|SHG0019:90|}, Types = 2), Positions(20), InputNorm]\n[{|SHG0019:Encoder(Embed = 16, Heads = 4, {|SHG0019:Ffn = 40|}, Norm = NormPlacement.Post)|}]\n[TensorNames(TensorNaming.HuggingFaceBert), Checkpoint(\"model.safetensors\")]\npartial class M;",
        "[TokenEmbedding(100, Types = 2), Positions(20), InputNorm]\n[Encoder(Embed = 16, Heads = 4, Ffn = 32, Norm = NormPlacement.Post, Layers = 3)]\n[TensorNames(TensorNaming.HuggingFaceBert), Checkpoint(\"model.safetensors\")]\npartial class M;",
        CheckpointFixTests.Header([]));

    [Fact]
    public Task Of_modifiers() => Verify<EmptyDiagnosticAnalyzer, ModifierFix>.Fix(
        "class A { [Linear(4, 2)] class {|SHG0005:{|SHG0008:M|}|}; }",
        "partial class A { [Linear(4, 2)] partial class M; }");

    [Fact]
    public Task Of_an_analyzer() => Verify<ModelAttributesAnalyzer, AttributeEditFix>.Fix(
        "[{|SHG0030:Pool(Pooling.Mean)|}]\npartial class M;\n[{|SHG0030:Head(3)|}]\npartial class N;", "partial class M;\npartial class N;", action: 1);
}
