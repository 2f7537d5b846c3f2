/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const listCobs_query = validate52;
const formats0 = require("ajv-formats/dist/formats").fullFormats["date-time"];
const pattern3 = new RegExp("^\\d{11}$", "u");

function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern3.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^\\d{11}$"},message:"must match pattern \""+"^\\d{11}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate53.errors = vErrors;
return errors === 0;
}

const pattern4 = new RegExp("^[A-Z0-9]{12}\\d{2}$", "u");

function validate55(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern4.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[A-Z0-9]{12}\\d{2}$"},message:"must match pattern \""+"^[A-Z0-9]{12}\\d{2}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate55.errors = vErrors;
return errors === 0;
}

const schema22 = {"type":"string","description":"A charge whose time is over stays ATIVA, and can be revised, but not be paid.","enum":["ATIVA","CONCLUIDA","REMOVIDA_PELO_USUARIO_RECEBEDOR","REMOVIDA_PELO_PSP"]};

function validate57(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data !== "string"){
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
if(!((((data === "ATIVA") || (data === "CONCLUIDA")) || (data === "REMOVIDA_PELO_USUARIO_RECEBEDOR")) || (data === "REMOVIDA_PELO_PSP"))){
(vErrors ??= []).push({instancePath,keyword:"enum",params:{allowedValues: schema22.enum},message:"must be equal to one of the allowed values"}); errors++;
}
validate57.errors = vErrors;
return errors === 0;
}


function validate52(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.inicio === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "inicio"},message:"must have required property '"+"inicio"+"'"}); errors++;
}
if(data.fim === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "fim"},message:"must have required property '"+"fim"+"'"}); errors++;
}
for(const key0 in data){
if(!(((((((key0 === "inicio") || (key0 === "fim")) || (key0 === "cpf")) || (key0 === "cnpj")) || (key0 === "status")) || (key0 === "paginacao.paginaAtual")) || (key0 === "paginacao.itensPorPagina"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.inicio !== undefined){
let data0 = data.inicio;
if(typeof data0 === "string"){
if(!(formats0.validate(data0))){
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.fim !== undefined){
let data1 = data.fim;
if(typeof data1 === "string"){
if(!(formats0.validate(data1))){
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.cpf !== undefined){
if(!(validate53(data.cpf, {instancePath:instancePath+"/cpf",parentData:data,parentDataProperty:"cpf",rootData}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
if(data.cnpj !== undefined){
if(!(validate55(data.cnpj, {instancePath:instancePath+"/cnpj",parentData:data,parentDataProperty:"cnpj",rootData}))){
vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
errors = vErrors.length;
}
}
if(data.status !== undefined){
if(!(validate57(data.status, {instancePath:instancePath+"/status",parentData:data,parentDataProperty:"status",rootData}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
if(data["paginacao.paginaAtual"] !== undefined){
let data5 = data["paginacao.paginaAtual"];
if(!((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data5 == "number"){
if(data5 > 1000000 || isNaN(data5)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000"}); errors++;
}
if(data5 < 0 || isNaN(data5)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}); errors++;
}
}
}
if(data["paginacao.itensPorPagina"] !== undefined){
let data6 = data["paginacao.itensPorPagina"];
if(!((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data6 == "number"){
if(data6 > 1000 || isNaN(data6)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000"}); errors++;
}
if(data6 < 1 || isNaN(data6)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}); errors++;
}
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate52.errors = vErrors;
return errors === 0;
}

export const listCobs_header = validate59;
const pattern5 = new RegExp("^[0-9A-F]{1,8}/[0-9A-F]{1,8}$", "u");

function validate59(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(key0 === "database-position")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data["database-position"] !== undefined){
let data0 = data["database-position"];
if(typeof data0 === "string"){
if(!pattern5.test(data0)){
(vErrors ??= []).push({instancePath:instancePath+"/database-position",keyword:"pattern",params:{pattern: "^[0-9A-F]{1,8}/[0-9A-F]{1,8}$"},message:"must match pattern \""+"^[0-9A-F]{1,8}/[0-9A-F]{1,8}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/database-position",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate59.errors = vErrors;
return errors === 0;
}

export const createCob_header = validate60;
const pattern6 = new RegExp("^[\\x21-\\x7e]{1,255}$", "u");

function validate60(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(key0 === "idempotency-key")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data["idempotency-key"] !== undefined){
let data0 = data["idempotency-key"];
if(typeof data0 === "string"){
if(!pattern6.test(data0)){
(vErrors ??= []).push({instancePath:instancePath+"/idempotency-key",keyword:"pattern",params:{pattern: "^[\\x21-\\x7e]{1,255}$"},message:"must match pattern \""+"^[\\x21-\\x7e]{1,255}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/idempotency-key",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate60.errors = vErrors;
return errors === 0;
}

export const createCob_body = validate61;

function validate62(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!((typeof data == "number") && (!(data % 1) && !isNaN(data)))){
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data == "number"){
if(data > 2147483647 || isNaN(data)){
(vErrors ??= []).push({instancePath,keyword:"maximum",params:{comparison: "<=", limit: 2147483647},message:"must be <= 2147483647"}); errors++;
}
if(data < 1 || isNaN(data)){
(vErrors ??= []).push({instancePath,keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}); errors++;
}
}
validate62.errors = vErrors;
return errors === 0;
}

const func1 = require("ajv/dist/runtime/ucs2length").default;
const pattern7 = new RegExp("^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$", "u");

function validate67(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(func1(data) > 200){
(vErrors ??= []).push({instancePath,keyword:"maxLength",params:{limit: 200},message:"must NOT have more than 200 characters"}); errors++;
}
if(func1(data) < 1){
(vErrors ??= []).push({instancePath,keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}); errors++;
}
if(!pattern7.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"},message:"must match pattern \""+"^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate67.errors = vErrors;
return errors === 0;
}


function validate65(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cpf === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "cpf"},message:"must have required property '"+"cpf"+"'"}); errors++;
}
if(data.nome === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "nome"},message:"must have required property '"+"nome"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "cpf") || (key0 === "nome"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.cpf !== undefined){
if(!(validate53(data.cpf, {instancePath:instancePath+"/cpf",parentData:data,parentDataProperty:"cpf",rootData}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
if(data.nome !== undefined){
if(!(validate67(data.nome, {instancePath:instancePath+"/nome",parentData:data,parentDataProperty:"nome",rootData}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate65.errors = vErrors;
return errors === 0;
}


function validate70(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cnpj === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "cnpj"},message:"must have required property '"+"cnpj"+"'"}); errors++;
}
if(data.nome === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "nome"},message:"must have required property '"+"nome"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "cnpj") || (key0 === "nome"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.cnpj !== undefined){
if(!(validate55(data.cnpj, {instancePath:instancePath+"/cnpj",parentData:data,parentDataProperty:"cnpj",rootData}))){
vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
errors = vErrors.length;
}
}
if(data.nome !== undefined){
if(!(validate67(data.nome, {instancePath:instancePath+"/nome",parentData:data,parentDataProperty:"nome",rootData}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate70.errors = vErrors;
return errors === 0;
}


function validate64(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs0 = errors;
let valid0 = false;
let passing0 = null;
const _errs1 = errors;
if(!(validate65(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate65.errors : vErrors.concat(validate65.errors);
errors = vErrors.length;
}
var _valid0 = _errs1 === errors;
if(_valid0){
valid0 = true;
passing0 = 0;
}
const _errs2 = errors;
if(!(validate70(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
if(_valid0 && valid0){
valid0 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid0 = true;
passing0 = 1;
}
}
if(!valid0){
(vErrors ??= []).push({instancePath,keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf"}); errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate64.errors = vErrors;
return errors === 0;
}

const pattern8 = new RegExp("^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$", "u");

function validate76(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern8.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$"},message:"must match pattern \""+"^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate76.errors = vErrors;
return errors === 0;
}


function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.original === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "original"},message:"must have required property '"+"original"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "original")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.original !== undefined){
if(!(validate76(data.original, {instancePath:instancePath+"/original",parentData:data,parentDataProperty:"original",rootData}))){
vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate75.errors = vErrors;
return errors === 0;
}

const pattern9 = new RegExp("^[!-~]{1,77}$", "u");

function validate79(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern9.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[!-~]{1,77}$"},message:"must match pattern \""+"^[!-~]{1,77}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate79.errors = vErrors;
return errors === 0;
}


function validate81(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(func1(data) > 140){
(vErrors ??= []).push({instancePath,keyword:"maxLength",params:{limit: 140},message:"must NOT have more than 140 characters"}); errors++;
}
if(!pattern7.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"},message:"must match pattern \""+"^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate81.errors = vErrors;
return errors === 0;
}


function validate84(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.nome === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "nome"},message:"must have required property '"+"nome"+"'"}); errors++;
}
if(data.valor === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valor"},message:"must have required property '"+"valor"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "nome") || (key0 === "valor"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.nome !== undefined){
let data0 = data.nome;
if(typeof data0 === "string"){
if(func1(data0) > 50){
(vErrors ??= []).push({instancePath:instancePath+"/nome",keyword:"maxLength",params:{limit: 50},message:"must NOT have more than 50 characters"}); errors++;
}
if(func1(data0) < 1){
(vErrors ??= []).push({instancePath:instancePath+"/nome",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}); errors++;
}
if(!pattern7.test(data0)){
(vErrors ??= []).push({instancePath:instancePath+"/nome",keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"},message:"must match pattern \""+"^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/nome",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.valor !== undefined){
let data1 = data.valor;
if(typeof data1 === "string"){
if(func1(data1) > 200){
(vErrors ??= []).push({instancePath:instancePath+"/valor",keyword:"maxLength",params:{limit: 200},message:"must NOT have more than 200 characters"}); errors++;
}
if(func1(data1) < 1){
(vErrors ??= []).push({instancePath:instancePath+"/valor",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}); errors++;
}
if(!pattern7.test(data1)){
(vErrors ??= []).push({instancePath:instancePath+"/valor",keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"},message:"must match pattern \""+"^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/valor",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate84.errors = vErrors;
return errors === 0;
}


function validate83(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
if(data.length > 50){
(vErrors ??= []).push({instancePath,keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items"}); errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate84(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate84.errors : vErrors.concat(validate84.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "array"},message:"must be array"}); errors++;
}
validate83.errors = vErrors;
return errors === 0;
}


function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.valor === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valor"},message:"must have required property '"+"valor"+"'"}); errors++;
}
if(data.chave === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "chave"},message:"must have required property '"+"chave"+"'"}); errors++;
}
for(const key0 in data){
if(!((((((key0 === "calendario") || (key0 === "devedor")) || (key0 === "valor")) || (key0 === "chave")) || (key0 === "solicitacaoPagador")) || (key0 === "infoAdicionais"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.calendario !== undefined){
let data0 = data.calendario;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.expiracao === undefined){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"required",params:{missingProperty: "expiracao"},message:"must have required property '"+"expiracao"+"'"}); errors++;
}
for(const key1 in data0){
if(!(key1 === "expiracao")){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}); errors++;
}
}
if(data0.expiracao !== undefined){
if(!(validate62(data0.expiracao, {instancePath:instancePath+"/calendario/expiracao",parentData:data0,parentDataProperty:"expiracao",rootData}))){
vErrors = vErrors === null ? validate62.errors : vErrors.concat(validate62.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
}
if(data.devedor !== undefined){
if(!(validate64(data.devedor, {instancePath:instancePath+"/devedor",parentData:data,parentDataProperty:"devedor",rootData}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
}
if(data.valor !== undefined){
if(!(validate75(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
if(data.chave !== undefined){
if(!(validate79(data.chave, {instancePath:instancePath+"/chave",parentData:data,parentDataProperty:"chave",rootData}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
if(data.solicitacaoPagador !== undefined){
if(!(validate81(data.solicitacaoPagador, {instancePath:instancePath+"/solicitacaoPagador",parentData:data,parentDataProperty:"solicitacaoPagador",rootData}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
if(data.infoAdicionais !== undefined){
if(!(validate83(data.infoAdicionais, {instancePath:instancePath+"/infoAdicionais",parentData:data,parentDataProperty:"infoAdicionais",rootData}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate61.errors = vErrors;
return errors === 0;
}

export const readCob_path = validate87;
const pattern13 = new RegExp("^[a-zA-Z0-9]{26,35}$", "u");

function validate88(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern13.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[a-zA-Z0-9]{26,35}$"},message:"must match pattern \""+"^[a-zA-Z0-9]{26,35}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate88.errors = vErrors;
return errors === 0;
}


function validate87(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.txid === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "txid"},message:"must have required property '"+"txid"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "txid")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.txid !== undefined){
if(!(validate88(data.txid, {instancePath:instancePath+"/txid",parentData:data,parentDataProperty:"txid",rootData}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate87.errors = vErrors;
return errors === 0;
}

export const readCob_query = validate90;

function validate90(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(key0 === "revisao")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.revisao !== undefined){
let data0 = data.revisao;
if(!((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0)))){
(vErrors ??= []).push({instancePath:instancePath+"/revisao",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data0 == "number"){
if(data0 > 2147483647 || isNaN(data0)){
(vErrors ??= []).push({instancePath:instancePath+"/revisao",keyword:"maximum",params:{comparison: "<=", limit: 2147483647},message:"must be <= 2147483647"}); errors++;
}
if(data0 < 0 || isNaN(data0)){
(vErrors ??= []).push({instancePath:instancePath+"/revisao",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}); errors++;
}
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate90.errors = vErrors;
return errors === 0;
}

export const patchCob_body = validate91;

function validate91(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
(vErrors ??= []).push({instancePath,keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties"}); errors++;
}
for(const key0 in data){
if(!(((((((key0 === "calendario") || (key0 === "devedor")) || (key0 === "valor")) || (key0 === "chave")) || (key0 === "solicitacaoPagador")) || (key0 === "infoAdicionais")) || (key0 === "status"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.calendario !== undefined){
let data0 = data.calendario;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.expiracao === undefined){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"required",params:{missingProperty: "expiracao"},message:"must have required property '"+"expiracao"+"'"}); errors++;
}
for(const key1 in data0){
if(!(key1 === "expiracao")){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}); errors++;
}
}
if(data0.expiracao !== undefined){
if(!(validate62(data0.expiracao, {instancePath:instancePath+"/calendario/expiracao",parentData:data0,parentDataProperty:"expiracao",rootData}))){
vErrors = vErrors === null ? validate62.errors : vErrors.concat(validate62.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
}
if(data.devedor !== undefined){
if(!(validate64(data.devedor, {instancePath:instancePath+"/devedor",parentData:data,parentDataProperty:"devedor",rootData}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
}
if(data.valor !== undefined){
if(!(validate75(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
errors = vErrors.length;
}
}
if(data.chave !== undefined){
if(!(validate79(data.chave, {instancePath:instancePath+"/chave",parentData:data,parentDataProperty:"chave",rootData}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
if(data.solicitacaoPagador !== undefined){
if(!(validate81(data.solicitacaoPagador, {instancePath:instancePath+"/solicitacaoPagador",parentData:data,parentDataProperty:"solicitacaoPagador",rootData}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
if(data.infoAdicionais !== undefined){
if(!(validate83(data.infoAdicionais, {instancePath:instancePath+"/infoAdicionais",parentData:data,parentDataProperty:"infoAdicionais",rootData}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data.status !== undefined){
if("REMOVIDA_PELO_USUARIO_RECEBEDOR" !== data.status){
(vErrors ??= []).push({instancePath:instancePath+"/status",keyword:"const",params:{allowedValue: "REMOVIDA_PELO_USUARIO_RECEBEDOR"},message:"must be equal to constant"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate91.errors = vErrors;
return errors === 0;
}

export const putCobv_body = validate98;
const formats4 = require("ajv-formats/dist/formats").fullFormats.date;
const pattern14 = new RegExp("^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$", "u");

function validate99(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern14.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$"},message:"must match pattern \""+"^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$"+"\""}); errors++;
}
if(!(formats4.validate(data))){
(vErrors ??= []).push({instancePath,keyword:"format",params:{format: "date"},message:"must match format \""+"date"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate99.errors = vErrors;
return errors === 0;
}


function validate101(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!((typeof data == "number") && (!(data % 1) && !isNaN(data)))){
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data == "number"){
if(data > 3650 || isNaN(data)){
(vErrors ??= []).push({instancePath,keyword:"maximum",params:{comparison: "<=", limit: 3650},message:"must be <= 3650"}); errors++;
}
if(data < 0 || isNaN(data)){
(vErrors ??= []).push({instancePath,keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}); errors++;
}
}
validate101.errors = vErrors;
return errors === 0;
}

const schema45 = {"type":"object","additionalProperties":false,"required":["modalidade","valorPerc"],"properties":{"modalidade":{"enum":[1,2],"description":"1: an amount. 2: a percentage."},"valorPerc":{"$ref":"schema:ValorPerc"}}};

function validate107(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern8.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$"},message:"must match pattern \""+"^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate107.errors = vErrors;
return errors === 0;
}


function validate106(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.modalidade === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "modalidade"},message:"must have required property '"+"modalidade"+"'"}); errors++;
}
if(data.valorPerc === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valorPerc"},message:"must have required property '"+"valorPerc"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "modalidade") || (key0 === "valorPerc"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.modalidade !== undefined){
let data0 = data.modalidade;
if(!((data0 === 1) || (data0 === 2))){
(vErrors ??= []).push({instancePath:instancePath+"/modalidade",keyword:"enum",params:{allowedValues: schema45.properties.modalidade.enum},message:"must be equal to one of the allowed values"}); errors++;
}
}
if(data.valorPerc !== undefined){
if(!(validate107(data.valorPerc, {instancePath:instancePath+"/valorPerc",parentData:data,parentDataProperty:"valorPerc",rootData}))){
vErrors = vErrors === null ? validate107.errors : vErrors.concat(validate107.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate106.errors = vErrors;
return errors === 0;
}

const schema47 = {"type":"object","description":"Interest, for each day after the due date.","additionalProperties":false,"required":["modalidade","valorPerc"],"properties":{"modalidade":{"enum":[1,2,3],"description":"1: an amount a day. 2: a percentage a day. 3: a percentage for 30 days."},"valorPerc":{"$ref":"schema:ValorPerc"}}};

function validate110(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.modalidade === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "modalidade"},message:"must have required property '"+"modalidade"+"'"}); errors++;
}
if(data.valorPerc === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valorPerc"},message:"must have required property '"+"valorPerc"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "modalidade") || (key0 === "valorPerc"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.modalidade !== undefined){
let data0 = data.modalidade;
if(!(((data0 === 1) || (data0 === 2)) || (data0 === 3))){
(vErrors ??= []).push({instancePath:instancePath+"/modalidade",keyword:"enum",params:{allowedValues: schema47.properties.modalidade.enum},message:"must be equal to one of the allowed values"}); errors++;
}
}
if(data.valorPerc !== undefined){
if(!(validate107(data.valorPerc, {instancePath:instancePath+"/valorPerc",parentData:data,parentDataProperty:"valorPerc",rootData}))){
vErrors = vErrors === null ? validate107.errors : vErrors.concat(validate107.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate110.errors = vErrors;
return errors === 0;
}

const schema48 = {"type":"object","description":"Discounts until a day. The first one that holds is given, and none after the due date.","additionalProperties":false,"required":["modalidade","descontoDataFixa"],"properties":{"modalidade":{"enum":[1,2],"description":"1: an amount. 2: a percentage."},"descontoDataFixa":{"type":"array","description":"Each until a later day than the one before.","minItems":1,"maxItems":3,"items":{"type":"object","additionalProperties":false,"required":["data","valorPerc"],"properties":{"data":{"$ref":"schema:Data"},"valorPerc":{"$ref":"schema:ValorPerc"}}}}}};

function validate114(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.modalidade === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "modalidade"},message:"must have required property '"+"modalidade"+"'"}); errors++;
}
if(data.descontoDataFixa === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "descontoDataFixa"},message:"must have required property '"+"descontoDataFixa"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "modalidade") || (key0 === "descontoDataFixa"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.modalidade !== undefined){
let data0 = data.modalidade;
if(!((data0 === 1) || (data0 === 2))){
(vErrors ??= []).push({instancePath:instancePath+"/modalidade",keyword:"enum",params:{allowedValues: schema48.properties.modalidade.enum},message:"must be equal to one of the allowed values"}); errors++;
}
}
if(data.descontoDataFixa !== undefined){
let data1 = data.descontoDataFixa;
if(Array.isArray(data1)){
if(data1.length > 3){
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items"}); errors++;
}
if(data1.length < 1){
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items"}); errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.data === undefined){
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa/" + i0,keyword:"required",params:{missingProperty: "data"},message:"must have required property '"+"data"+"'"}); errors++;
}
if(data2.valorPerc === undefined){
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa/" + i0,keyword:"required",params:{missingProperty: "valorPerc"},message:"must have required property '"+"valorPerc"+"'"}); errors++;
}
for(const key1 in data2){
if(!((key1 === "data") || (key1 === "valorPerc"))){
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa/" + i0,keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}); errors++;
}
}
if(data2.data !== undefined){
if(!(validate99(data2.data, {instancePath:instancePath+"/descontoDataFixa/" + i0+"/data",parentData:data2,parentDataProperty:"data",rootData}))){
vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
errors = vErrors.length;
}
}
if(data2.valorPerc !== undefined){
if(!(validate107(data2.valorPerc, {instancePath:instancePath+"/descontoDataFixa/" + i0+"/valorPerc",parentData:data2,parentDataProperty:"valorPerc",rootData}))){
vErrors = vErrors === null ? validate107.errors : vErrors.concat(validate107.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa/" + i0,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/descontoDataFixa",keyword:"type",params:{type: "array"},message:"must be array"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate114.errors = vErrors;
return errors === 0;
}


function validate104(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.original === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "original"},message:"must have required property '"+"original"+"'"}); errors++;
}
for(const key0 in data){
if(!(((((key0 === "original") || (key0 === "multa")) || (key0 === "juros")) || (key0 === "abatimento")) || (key0 === "desconto"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.original !== undefined){
if(!(validate76(data.original, {instancePath:instancePath+"/original",parentData:data,parentDataProperty:"original",rootData}))){
vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
errors = vErrors.length;
}
}
if(data.multa !== undefined){
if(!(validate106(data.multa, {instancePath:instancePath+"/multa",parentData:data,parentDataProperty:"multa",rootData}))){
vErrors = vErrors === null ? validate106.errors : vErrors.concat(validate106.errors);
errors = vErrors.length;
}
}
if(data.juros !== undefined){
if(!(validate110(data.juros, {instancePath:instancePath+"/juros",parentData:data,parentDataProperty:"juros",rootData}))){
vErrors = vErrors === null ? validate110.errors : vErrors.concat(validate110.errors);
errors = vErrors.length;
}
}
if(data.abatimento !== undefined){
if(!(validate106(data.abatimento, {instancePath:instancePath+"/abatimento",parentData:data,parentDataProperty:"abatimento",rootData}))){
vErrors = vErrors === null ? validate106.errors : vErrors.concat(validate106.errors);
errors = vErrors.length;
}
}
if(data.desconto !== undefined){
if(!(validate114(data.desconto, {instancePath:instancePath+"/desconto",parentData:data,parentDataProperty:"desconto",rootData}))){
vErrors = vErrors === null ? validate114.errors : vErrors.concat(validate114.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate104.errors = vErrors;
return errors === 0;
}


function validate98(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.calendario === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "calendario"},message:"must have required property '"+"calendario"+"'"}); errors++;
}
if(data.devedor === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "devedor"},message:"must have required property '"+"devedor"+"'"}); errors++;
}
if(data.valor === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valor"},message:"must have required property '"+"valor"+"'"}); errors++;
}
if(data.chave === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "chave"},message:"must have required property '"+"chave"+"'"}); errors++;
}
for(const key0 in data){
if(!((((((key0 === "calendario") || (key0 === "devedor")) || (key0 === "valor")) || (key0 === "chave")) || (key0 === "solicitacaoPagador")) || (key0 === "infoAdicionais"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.calendario !== undefined){
let data0 = data.calendario;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.dataDeVencimento === undefined){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"required",params:{missingProperty: "dataDeVencimento"},message:"must have required property '"+"dataDeVencimento"+"'"}); errors++;
}
for(const key1 in data0){
if(!((key1 === "dataDeVencimento") || (key1 === "validadeAposVencimento"))){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}); errors++;
}
}
if(data0.dataDeVencimento !== undefined){
if(!(validate99(data0.dataDeVencimento, {instancePath:instancePath+"/calendario/dataDeVencimento",parentData:data0,parentDataProperty:"dataDeVencimento",rootData}))){
vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
errors = vErrors.length;
}
}
if(data0.validadeAposVencimento !== undefined){
if(!(validate101(data0.validadeAposVencimento, {instancePath:instancePath+"/calendario/validadeAposVencimento",parentData:data0,parentDataProperty:"validadeAposVencimento",rootData}))){
vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
}
if(data.devedor !== undefined){
if(!(validate64(data.devedor, {instancePath:instancePath+"/devedor",parentData:data,parentDataProperty:"devedor",rootData}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
}
if(data.valor !== undefined){
if(!(validate104(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate104.errors : vErrors.concat(validate104.errors);
errors = vErrors.length;
}
}
if(data.chave !== undefined){
if(!(validate79(data.chave, {instancePath:instancePath+"/chave",parentData:data,parentDataProperty:"chave",rootData}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
if(data.solicitacaoPagador !== undefined){
if(!(validate81(data.solicitacaoPagador, {instancePath:instancePath+"/solicitacaoPagador",parentData:data,parentDataProperty:"solicitacaoPagador",rootData}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
if(data.infoAdicionais !== undefined){
if(!(validate83(data.infoAdicionais, {instancePath:instancePath+"/infoAdicionais",parentData:data,parentDataProperty:"infoAdicionais",rootData}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate98.errors = vErrors;
return errors === 0;
}

export const patchCobv_body = validate122;

function validate122(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(Object.keys(data).length < 1){
(vErrors ??= []).push({instancePath,keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties"}); errors++;
}
for(const key0 in data){
if(!(((((((key0 === "calendario") || (key0 === "devedor")) || (key0 === "valor")) || (key0 === "chave")) || (key0 === "solicitacaoPagador")) || (key0 === "infoAdicionais")) || (key0 === "status"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.calendario !== undefined){
let data0 = data.calendario;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(Object.keys(data0).length < 1){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties"}); errors++;
}
for(const key1 in data0){
if(!((key1 === "dataDeVencimento") || (key1 === "validadeAposVencimento"))){
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}); errors++;
}
}
if(data0.dataDeVencimento !== undefined){
if(!(validate99(data0.dataDeVencimento, {instancePath:instancePath+"/calendario/dataDeVencimento",parentData:data0,parentDataProperty:"dataDeVencimento",rootData}))){
vErrors = vErrors === null ? validate99.errors : vErrors.concat(validate99.errors);
errors = vErrors.length;
}
}
if(data0.validadeAposVencimento !== undefined){
if(!(validate101(data0.validadeAposVencimento, {instancePath:instancePath+"/calendario/validadeAposVencimento",parentData:data0,parentDataProperty:"validadeAposVencimento",rootData}))){
vErrors = vErrors === null ? validate101.errors : vErrors.concat(validate101.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/calendario",keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
}
if(data.devedor !== undefined){
if(!(validate64(data.devedor, {instancePath:instancePath+"/devedor",parentData:data,parentDataProperty:"devedor",rootData}))){
vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
errors = vErrors.length;
}
}
if(data.valor !== undefined){
if(!(validate104(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate104.errors : vErrors.concat(validate104.errors);
errors = vErrors.length;
}
}
if(data.chave !== undefined){
if(!(validate79(data.chave, {instancePath:instancePath+"/chave",parentData:data,parentDataProperty:"chave",rootData}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
if(data.solicitacaoPagador !== undefined){
if(!(validate81(data.solicitacaoPagador, {instancePath:instancePath+"/solicitacaoPagador",parentData:data,parentDataProperty:"solicitacaoPagador",rootData}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
if(data.infoAdicionais !== undefined){
if(!(validate83(data.infoAdicionais, {instancePath:instancePath+"/infoAdicionais",parentData:data,parentDataProperty:"infoAdicionais",rootData}))){
vErrors = vErrors === null ? validate83.errors : vErrors.concat(validate83.errors);
errors = vErrors.length;
}
}
if(data.status !== undefined){
if("REMOVIDA_PELO_USUARIO_RECEBEDOR" !== data.status){
(vErrors ??= []).push({instancePath:instancePath+"/status",keyword:"const",params:{allowedValue: "REMOVIDA_PELO_USUARIO_RECEBEDOR"},message:"must be equal to constant"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate122.errors = vErrors;
return errors === 0;
}

export const listPix_query = validate130;

function validate130(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.inicio === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "inicio"},message:"must have required property '"+"inicio"+"'"}); errors++;
}
if(data.fim === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "fim"},message:"must have required property '"+"fim"+"'"}); errors++;
}
for(const key0 in data){
if(!(((((key0 === "inicio") || (key0 === "fim")) || (key0 === "txid")) || (key0 === "paginacao.paginaAtual")) || (key0 === "paginacao.itensPorPagina"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.inicio !== undefined){
let data0 = data.inicio;
if(typeof data0 === "string"){
if(!(formats0.validate(data0))){
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.fim !== undefined){
let data1 = data.fim;
if(typeof data1 === "string"){
if(!(formats0.validate(data1))){
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.txid !== undefined){
if(!(validate88(data.txid, {instancePath:instancePath+"/txid",parentData:data,parentDataProperty:"txid",rootData}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
if(data["paginacao.paginaAtual"] !== undefined){
let data3 = data["paginacao.paginaAtual"];
if(!((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data3 == "number"){
if(data3 > 1000000 || isNaN(data3)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000"}); errors++;
}
if(data3 < 0 || isNaN(data3)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}); errors++;
}
}
}
if(data["paginacao.itensPorPagina"] !== undefined){
let data4 = data["paginacao.itensPorPagina"];
if(!((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data4 == "number"){
if(data4 > 1000 || isNaN(data4)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000"}); errors++;
}
if(data4 < 1 || isNaN(data4)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}); errors++;
}
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate130.errors = vErrors;
return errors === 0;
}

export const readPix_path = validate132;
const pattern16 = new RegExp("^[a-zA-Z0-9]{32}$", "u");

function validate133(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern16.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[a-zA-Z0-9]{32}$"},message:"must match pattern \""+"^[a-zA-Z0-9]{32}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate133.errors = vErrors;
return errors === 0;
}


function validate132(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.e2eid === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "e2eid"},message:"must have required property '"+"e2eid"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "e2eid")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.e2eid !== undefined){
if(!(validate133(data.e2eid, {instancePath:instancePath+"/e2eid",parentData:data,parentDataProperty:"e2eid",rootData}))){
vErrors = vErrors === null ? validate133.errors : vErrors.concat(validate133.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate132.errors = vErrors;
return errors === 0;
}

export const readDevolucao_path = validate135;
const pattern17 = new RegExp("^[a-zA-Z0-9]{1,35}$", "u");

function validate137(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern17.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[a-zA-Z0-9]{1,35}$"},message:"must match pattern \""+"^[a-zA-Z0-9]{1,35}$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate137.errors = vErrors;
return errors === 0;
}


function validate135(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.e2eid === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "e2eid"},message:"must have required property '"+"e2eid"+"'"}); errors++;
}
if(data.id === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "id"},message:"must have required property '"+"id"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "e2eid") || (key0 === "id"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.e2eid !== undefined){
if(!(validate133(data.e2eid, {instancePath:instancePath+"/e2eid",parentData:data,parentDataProperty:"e2eid",rootData}))){
vErrors = vErrors === null ? validate133.errors : vErrors.concat(validate133.errors);
errors = vErrors.length;
}
}
if(data.id !== undefined){
if(!(validate137(data.id, {instancePath:instancePath+"/id",parentData:data,parentDataProperty:"id",rootData}))){
vErrors = vErrors === null ? validate137.errors : vErrors.concat(validate137.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate135.errors = vErrors;
return errors === 0;
}

export const putDevolucao_body = validate139;

function validate141(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(func1(data) > 140){
(vErrors ??= []).push({instancePath,keyword:"maxLength",params:{limit: 140},message:"must NOT have more than 140 characters"}); errors++;
}
if(!pattern7.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"},message:"must match pattern \""+"^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate141.errors = vErrors;
return errors === 0;
}


function validate139(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.valor === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "valor"},message:"must have required property '"+"valor"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "valor") || (key0 === "descricao"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.valor !== undefined){
if(!(validate76(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
errors = vErrors.length;
}
}
if(data.descricao !== undefined){
if(!(validate141(data.descricao, {instancePath:instancePath+"/descricao",parentData:data,parentDataProperty:"descricao",rootData}))){
vErrors = vErrors === null ? validate141.errors : vErrors.concat(validate141.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate139.errors = vErrors;
return errors === 0;
}

export const listWebhooks_query = validate143;

function validate143(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.inicio === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "inicio"},message:"must have required property '"+"inicio"+"'"}); errors++;
}
if(data.fim === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "fim"},message:"must have required property '"+"fim"+"'"}); errors++;
}
for(const key0 in data){
if(!((((key0 === "inicio") || (key0 === "fim")) || (key0 === "paginacao.paginaAtual")) || (key0 === "paginacao.itensPorPagina"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.inicio !== undefined){
let data0 = data.inicio;
if(typeof data0 === "string"){
if(!(formats0.validate(data0))){
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/inicio",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data.fim !== undefined){
let data1 = data.fim;
if(typeof data1 === "string"){
if(!(formats0.validate(data1))){
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath:instancePath+"/fim",keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
}
if(data["paginacao.paginaAtual"] !== undefined){
let data2 = data["paginacao.paginaAtual"];
if(!((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data2 == "number"){
if(data2 > 1000000 || isNaN(data2)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000"}); errors++;
}
if(data2 < 0 || isNaN(data2)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.paginaAtual",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}); errors++;
}
}
}
if(data["paginacao.itensPorPagina"] !== undefined){
let data3 = data["paginacao.itensPorPagina"];
if(!((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3)))){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"type",params:{type: "integer"},message:"must be integer"}); errors++;
}
if(typeof data3 == "number"){
if(data3 > 1000 || isNaN(data3)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"maximum",params:{comparison: "<=", limit: 1000},message:"must be <= 1000"}); errors++;
}
if(data3 < 1 || isNaN(data3)){
(vErrors ??= []).push({instancePath:instancePath+"/paginacao.itensPorPagina",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}); errors++;
}
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate143.errors = vErrors;
return errors === 0;
}

export const readWebhook_path = validate144;

function validate144(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.chave === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "chave"},message:"must have required property '"+"chave"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "chave")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.chave !== undefined){
if(!(validate79(data.chave, {instancePath:instancePath+"/chave",parentData:data,parentDataProperty:"chave",rootData}))){
vErrors = vErrors === null ? validate79.errors : vErrors.concat(validate79.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate144.errors = vErrors;
return errors === 0;
}

export const putWebhook_body = validate146;
const pattern19 = new RegExp("^https?:\\/\\/[!-~]+$", "u");

function validate147(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(func1(data) > 2048){
(vErrors ??= []).push({instancePath,keyword:"maxLength",params:{limit: 2048},message:"must NOT have more than 2048 characters"}); errors++;
}
if(!pattern19.test(data)){
(vErrors ??= []).push({instancePath,keyword:"pattern",params:{pattern: "^https?:\\/\\/[!-~]+$"},message:"must match pattern \""+"^https?:\\/\\/[!-~]+$"+"\""}); errors++;
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "string"},message:"must be string"}); errors++;
}
validate147.errors = vErrors;
return errors === 0;
}


function validate146(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.webhookUrl === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "webhookUrl"},message:"must have required property '"+"webhookUrl"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "webhookUrl")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.webhookUrl !== undefined){
if(!(validate147(data.webhookUrl, {instancePath:instancePath+"/webhookUrl",parentData:data,parentDataProperty:"webhookUrl",rootData}))){
vErrors = vErrors === null ? validate147.errors : vErrors.concat(validate147.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate146.errors = vErrors;
return errors === 0;
}

export const simulatePix_body = validate149;

function validate149(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.txid === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "txid"},message:"must have required property '"+"txid"+"'"}); errors++;
}
for(const key0 in data){
if(!(((key0 === "txid") || (key0 === "valor")) || (key0 === "infoPagador"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.txid !== undefined){
if(!(validate88(data.txid, {instancePath:instancePath+"/txid",parentData:data,parentDataProperty:"txid",rootData}))){
vErrors = vErrors === null ? validate88.errors : vErrors.concat(validate88.errors);
errors = vErrors.length;
}
}
if(data.valor !== undefined){
if(!(validate76(data.valor, {instancePath:instancePath+"/valor",parentData:data,parentDataProperty:"valor",rootData}))){
vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
errors = vErrors.length;
}
}
if(data.infoPagador !== undefined){
if(!(validate141(data.infoPagador, {instancePath:instancePath+"/infoPagador",parentData:data,parentDataProperty:"infoPagador",rootData}))){
vErrors = vErrors === null ? validate141.errors : vErrors.concat(validate141.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate149.errors = vErrors;
return errors === 0;
}

export const simulateDevolucao_body = validate153;

function validate154(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.status === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "status"},message:"must have required property '"+"status"+"'"}); errors++;
}
for(const key0 in data){
if(!(key0 === "status")){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.status !== undefined){
if("DEVOLVIDO" !== data.status){
(vErrors ??= []).push({instancePath:instancePath+"/status",keyword:"const",params:{allowedValue: "DEVOLVIDO"},message:"must be equal to constant"}); errors++;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate154.errors = vErrors;
return errors === 0;
}


function validate156(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.status === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "status"},message:"must have required property '"+"status"+"'"}); errors++;
}
if(data.motivo === undefined){
(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "motivo"},message:"must have required property '"+"motivo"+"'"}); errors++;
}
for(const key0 in data){
if(!((key0 === "status") || (key0 === "motivo"))){
(vErrors ??= []).push({instancePath,keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}); errors++;
}
}
if(data.status !== undefined){
if("NAO_REALIZADO" !== data.status){
(vErrors ??= []).push({instancePath:instancePath+"/status",keyword:"const",params:{allowedValue: "NAO_REALIZADO"},message:"must be equal to constant"}); errors++;
}
}
if(data.motivo !== undefined){
if(!(validate141(data.motivo, {instancePath:instancePath+"/motivo",parentData:data,parentDataProperty:"motivo",rootData}))){
vErrors = vErrors === null ? validate141.errors : vErrors.concat(validate141.errors);
errors = vErrors.length;
}
}
}
else {
(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"},message:"must be object"}); errors++;
}
validate156.errors = vErrors;
return errors === 0;
}


function validate153(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs0 = errors;
let valid0 = false;
let passing0 = null;
const _errs1 = errors;
if(!(validate154(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate154.errors : vErrors.concat(validate154.errors);
errors = vErrors.length;
}
var _valid0 = _errs1 === errors;
if(_valid0){
valid0 = true;
passing0 = 0;
}
const _errs2 = errors;
if(!(validate156(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate156.errors : vErrors.concat(validate156.errors);
errors = vErrors.length;
}
var _valid0 = _errs2 === errors;
if(_valid0 && valid0){
valid0 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid0 = true;
passing0 = 1;
}
}
if(!valid0){
(vErrors ??= []).push({instancePath,keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf"}); errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate153.errors = vErrors;
return errors === 0;
}

export const validators: Validators = {
  listCobs_query,
  listCobs_header,
  createCob_header,
  createCob_body,
  readCob_path,
  readCob_query,
  putCob_path: readCob_path,
  putCob_body: createCob_body,
  patchCob_path: readCob_path,
  patchCob_body,
  listCobvs_query: listCobs_query,
  listCobvs_header: listCobs_header,
  readCobv_path: readCob_path,
  readCobv_query: readCob_query,
  putCobv_path: readCob_path,
  putCobv_body,
  patchCobv_path: readCob_path,
  patchCobv_body,
  listPix_query,
  listPix_header: listCobs_header,
  readPix_path,
  readDevolucao_path,
  putDevolucao_path: readDevolucao_path,
  putDevolucao_body,
  listWebhooks_query,
  readWebhook_path,
  putWebhook_path: readWebhook_path,
  putWebhook_body,
  deleteWebhook_path: readWebhook_path,
  rotateWebhookSecret_path: readWebhook_path,
  simulatePix_body,
  simulateDevolucao_path: readDevolucao_path,
  simulateDevolucao_body,
}
